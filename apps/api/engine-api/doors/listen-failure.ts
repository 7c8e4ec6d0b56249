import { DomainError } from '#event-sourcing';

/** What a failure of the system to listen means, and what to do. */
const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Longshore may not make it. Give its user the right to, or choose another place',
  EADDRNOTAVAIL: 'this machine has no such address. Choose one that it has',
  EAI_AGAIN: 'the name cannot be looked up. Write the address',
  ENAMETOOLONG: 'the path is too long for a socket. Choose a shorter one, for instance in /run',
  ENOTFOUND: 'there is no machine of that name. Write the address',
  EPERM: 'only root can give a socket to another user or group. Leave the owner out, or run Longshore as root',
  EROFS: 'the file system is read-only. Choose another place',
};

/** The error to throw when a door cannot be opened. */
export function listenFailure(url: string, cause: unknown): DomainError {
  if (cause instanceof DomainError) return cause;
  const { code = '', message } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    const port = /:(\d+)$/.exec(url)?.[1];
    const who = port === undefined ? '' : ` "ss -ltnp sport = :${port}" tells which.`;
    return new DomainError(
      'conflict',
      'door-taken',
      `${url}: another process listens there already.${who} Stop it, or choose another place.`,
      { cause },
    );
  }
  return new DomainError('invalid', 'door-invalid', `${url}: ${remedies[code] ?? message} (${code || 'error'}).`, {
    cause,
  });
}
