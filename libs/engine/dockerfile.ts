import { DockerfileParser } from 'dockerfile-ast';
import { DomainError } from '#event-sourcing';

/** The parser takes too long for longer ones, and holds up all others; the host judges them then. */
const longestParsed = 131_072;

const instructions: ReadonlySet<string> = new Set([
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/**
 * Makes sure that a Dockerfile parses. A syntax directive brings a front end of its own, which may know more: the host judges it then.
 *
 * @throws DomainError `dockerfile-invalid` that names the line
 */
export function assertDockerfile(text: string, path: string): void {
  if (text.length > longestParsed || /^\s*#\s*syntax\s*=/i.test(text)) return;
  const found = DockerfileParser.parse(text).getInstructions();
  const complain = (line: number, what: string) => {
    throw new DomainError('invalid', 'dockerfile-invalid', `${path}, line ${line}: ${what}`);
  };
  for (const instruction of found) {
    const line = instruction.getRange().start.line + 1;
    if (!instructions.has(instruction.getKeyword()))
      complain(line, `unknown instruction ${instruction.getInstruction()}.`);
    if (instruction.getArguments().length === 0) complain(line, `${instruction.getKeyword()} needs an argument.`);
  }
  const first = found.find((instruction) => instruction.getKeyword() !== 'ARG');
  if (!first) complain(1, 'there is no FROM, which says what the image is built on.');
  else if (first.getKeyword() !== 'FROM')
    complain(
      first.getRange().start.line + 1,
      `${first.getKeyword()} comes before FROM. FROM must be the first instruction; only ARG may stand before it.`,
    );
}
