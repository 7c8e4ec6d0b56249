import { diagnoses } from '../doctor/diagnoses.mjs';

const marks = { ok: '✓', soon: '·', wrong: '✗' };

/** `./longshore doctor`: what is missing, and the exact command that mends it; exit status 1 when something is. */
export default async function doctor() {
  let hasFault = false;
  for (const [name, diagnose] of Object.entries(diagnoses)) {
    const { state, found, remedy } = await diagnose();
    process.stdout.write(`  ${marks[state]} ${name.padEnd(14)}${found}\n`);
    if (remedy) process.stdout.write(`      → ${remedy}\n`);
    hasFault ||= state === 'wrong';
  }
  process.stdout.write(
    hasFault ? '\nSomething is missing: the lines with → say how to mend it.\n' : '\nReady: ./longshore up\n',
  );
  return hasFault ? 1 : 0;
}
