import { spawnSync } from 'node:child_process';
import { Complaint } from '../complaint.mjs';
import { canInstall, install } from '../debian.mjs';
import { inRoot, searchPath } from '../paths.mjs';
import { run, runWell } from '../run.mjs';

/** Compose as Docker's plugin, or as the program that Debian has. */
const programs = [['docker', 'compose'], ['docker-compose']];

/**
 * Finds Docker Compose; root on Debian installs it where it is missing.
 *
 * @param {import('../steps.mjs').Tell} tell
 * @returns {Promise<string[]>} the words that call it
 */
export async function ensureCompose(tell) {
  let found = await findCompose();
  if (!found && canInstall()) {
    await install(['docker-compose'], tell);
    found = await findCompose();
  }
  if (!found)
    throw new Complaint('Docker Compose is missing', 'install it: https://docs.docker.com/compose/install/linux/');
  tell(`${found.words.join(' ')} ${found.version}`);
  return found.words;
}

async function findCompose() {
  for (const words of programs) {
    const [command, ...args] = words;
    const { status, output } = await run(command, [...args, 'version', '--short']).catch(() => ({
      status: 127,
      output: '',
    }));
    if (status === 0) return { words, version: output.trim() };
  }
  return undefined;
}

/** One deployment by docker-compose.yml: a project with a name and an environment of its own. */
export class ComposeProject {
  #command;
  #args;
  #env;

  /**
   * @param {readonly string[]} words that call Compose
   * @param {string} name
   * @param {Record<string, string>} env for the variables in docker-compose.yml
   */
  constructor(words, name, env) {
    const [command = 'docker-compose', ...args] = words;
    this.name = name;
    this.#command = command;
    this.#args = [...args, '--file', inRoot('docker-compose.yml'), '--project-name', name];
    this.#env = env;
  }

  /** Runs one of Compose's commands well, and resolves with its output. @param {...string} args */
  run(...args) {
    return runWell(this.#command, [...this.#args, ...args], { env: this.#env });
  }

  /** Runs a command in a service's container, and resolves with its output. @param {string} service @param {...string} command */
  async exec(service, ...command) {
    return (await this.run('exec', '-T', service, ...command)).trim();
  }

  /** Removes containers, network and data; also after Ctrl-C, when `run` does nothing any more. */
  discard() {
    const env = { ...process.env, PATH: searchPath, ...this.#env };
    spawnSync(this.#command, [...this.#args, 'down', '--volumes', '--timeout', '5'], { env, stdio: 'ignore' });
  }
}
