import { productRunning, stopProduct } from '../product.mjs';
import { stopServices } from '../services.mjs';
import { openState, profiles } from '../state.mjs';
import { step } from '../steps.mjs';

/** `./longshore down`: stops, by their pids, the processes that `up` started; the data stay. */
export default async function down() {
  openState(profiles.up);
  const stopped = await takeDown();
  if (stopped === 0) process.stderr.write('  nothing was running\n');
  return 0;
}

/** Stops the product, then its services; resolves with how many of them ran. */
export async function takeDown() {
  const wasRunning = Boolean(productRunning());
  if (wasRunning) await step('longshore', async (tell) => void (await stopProduct(), tell('stopped')));
  else await stopProduct();
  const services = await stopServices(profiles.up);
  if (services.length > 0) process.stderr.write(`  ✓ stopped ${services.join(', ')}; the data stay in .longshore/\n`);
  return services.length + (wasRunning ? 1 : 0);
}
