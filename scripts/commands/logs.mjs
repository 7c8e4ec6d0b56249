import { existsSync } from 'node:fs';
import { logFile } from '../background.mjs';
import { Complaint } from '../complaint.mjs';
import { interruption, listenForInterruption } from '../interruption.mjs';
import { followLogs, printLogs } from '../logs.mjs';
import { profiles } from '../state.mjs';

const names = ['api', 'dockerd', 'postgres', 'redis', 'supervisor', 'worker'];

/** `./longshore logs [-f] [name...]` @param {readonly string[]} args */
export default async function logs(args) {
  const isFollowing = args.includes('-f');
  const asked = args.filter((arg) => arg !== '-f');
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown) throw new Complaint(`there is no log of ${unknown}`, `./longshore logs [-f] [${names.join('|')}]`);
  const wanted = (asked.length > 0 ? asked : ['api', 'worker']).filter((name) =>
    existsSync(logFile(profiles.up, name)),
  );
  if (wanted.length === 0) throw new Complaint('there is no log yet', './longshore up');
  if (!isFollowing) return printLogs(wanted);
  listenForInterruption();
  await followLogs(wanted, { signal: interruption });
  return 0;
}
