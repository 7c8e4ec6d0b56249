import { listenForInterruption } from '../interruption.mjs';
import { ensureBusybox } from '../services/busybox.mjs';
import { step } from '../steps.mjs';

/** `./longshore busybox`: a small image to try things with, also where no registry can be reached. */
export default async function busybox() {
  listenForInterruption();
  await step('busybox', ensureBusybox);
  return 0;
}
