import { readDirectives } from './directives.js';
import type { Dockerfile, DockerfileFault } from './dockerfile.js';
import { logicalLines } from './logical-lines.js';
import { readInstruction } from './read-instruction.js';

/**
 * Reads a Dockerfile as BuildKit does: directives, continued lines, heredocs, flags, exec and shell form. It never throws, and takes time in
 * proportion to the length.
 */
export function readDockerfile(text: string): Dockerfile {
  const lines = linesOf(text);
  const { directives, faults, count } = readDirectives(lines);
  const found: DockerfileFault[] = [...faults];
  const instructions = [...logicalLines(lines, directives.escape, count)].map((logical) => {
    if (logical.unterminated !== undefined)
      found.push({
        line: logical.line,
        message: `the heredoc does not end: write ${logical.unterminated} alone on the line after its content.`,
      });
    return readInstruction(logical, directives.escape);
  });
  return { directives, instructions, faults: found };
}

function linesOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}
