// What `./longshore <command>` runs. Commands are loaded on demand: context, doctor, door, down, help,
// logs and status must work before npm ci, on any Node from 20 on.
import { Complaint } from './complaint.mjs';
import { doorUrls } from './front-door.mjs';
import { Interrupted } from './interruption.mjs';

const commands = {
  batch: () => import('./commands/batch.mjs'),
  bench: () => import('./commands/bench.mjs'),
  busybox: () => import('./commands/busybox.mjs'),
  context: () => import('./commands/context.mjs'),
  doctor: () => import('./commands/doctor.mjs'),
  door: () => import('./commands/door.mjs'),
  down: () => import('./commands/down.mjs'),
  help: () => import('./commands/help.mjs'),
  logs: () => import('./commands/logs.mjs'),
  rebuild: () => import('./commands/rebuild.mjs'),
  status: () => import('./commands/status.mjs'),
  test: () => import('./commands/test.mjs'),
  up: () => import('./commands/up.mjs'),
  verify: () => import('./commands/verify.mjs'),
};

// For the docker CLI it may name our own front door; behind that must be an engine.
if (doorUrls().includes(process.env.DOCKER_HOST ?? '')) delete process.env.DOCKER_HOST;

const [word = 'help', ...args] = process.argv.slice(2);
const name = ['-h', '--help'].includes(word) || args.includes('--help') ? 'help' : word;

try {
  process.exitCode = await run();
} catch (error) {
  process.exitCode = report(error);
}

/** @returns {Promise<number>} the exit status */
async function run() {
  const load = Object.hasOwn(commands, name) && commands[/** @type {keyof typeof commands} */ (name)];
  if (!load) throw new Complaint(`there is no command ${name}`, './longshore help lists them');
  const { default: command } = await load();
  return command(args);
}

/** @param {unknown} error */
function report(error) {
  if (error instanceof Interrupted) {
    console.error(`\nlongshore: ${error.message}`);
    return error.exitStatus;
  }
  if (!(error instanceof Complaint)) {
    console.error(error);
    return 70; // EX_SOFTWARE of sysexits.h: a fault of ours
  }
  console.error(`\nlongshore: ${error.message}`);
  if (error.remedy) console.error(`  → ${error.remedy}`);
  return 1;
}
