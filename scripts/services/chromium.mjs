import { Complaint } from '../complaint.mjs';
import { canInstall, install } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const found = () => names.map((name) => findExecutable(name)).find(Boolean);

/**
 * Sees to it that there is a browser to test the dashboard in: one from the PATH, or Debian's.
 *
 * @param {import('../steps.mjs').Tell} tell
 * @returns {Promise<string>} its path
 */
export async function ensureChromium(tell) {
  if (!found() && canInstall()) await install(['chromium'], tell);
  const path = found();
  if (!path) throw new Complaint('there is no Chromium to test the dashboard in', 'install chromium or google-chrome');
  tell(path);
  return path;
}
