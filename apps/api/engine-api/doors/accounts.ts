import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { DomainError } from '#event-sourcing';

/** The number of a user who is given by name or number. @throws DomainError `door-invalid` */
export function userId(user: string): number {
  return idOf(user, '/etc/passwd', 'user');
}

/** The number of a group that is given by name or number. @throws DomainError `door-invalid` */
export function groupId(group: string): number {
  return idOf(group, '/etc/group', 'group');
}

/** The name of a user; its number where the system knows none. */
export function userName(uid: number): string {
  return rowsOf('/etc/passwd').find((row) => row[2] === String(uid))?.[0] ?? String(uid);
}

/** The name of the user who runs this process. */
export function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, it may have a number alone.
    return userName(process.getuid?.() ?? 0);
  }
}

function idOf(asked: string, file: string, what: string): number {
  if (/^\d{1,9}$/.test(asked)) return Number(asked);
  const id = rowsOf(file).find(([name]) => name === asked)?.[2];
  if (id !== undefined) return Number(id);
  throw new DomainError(
    'invalid',
    'door-invalid',
    `There is no ${what} "${asked}" in ${file}. Make one, or give its number.`,
  );
}

/** passwd(5) and group(5): name, password, number, … */
function rowsOf(file: string): readonly (readonly string[])[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
}
