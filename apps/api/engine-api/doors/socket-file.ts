import { once } from 'node:events';
import { chmod, lchown, lstat, rm, stat } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { DomainError } from '#event-sourcing';
import { listenFailure } from './listen-failure.js';

/** Whose a socket's file is, and who may connect. */
export interface SocketFile {
  readonly path: string;
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** Makes a server listen at a socket. Until the file has its owner and mode, nobody can connect. */
export async function listenAtFile(server: Server, { path, mode, uid, gid }: SocketFile): Promise<void> {
  await assertPlace(path);
  const isOthers = uid !== undefined || gid !== undefined;
  const listening = once(server, 'listening');
  const before = process.umask(isOthers ? 0o777 : 0o777 & ~mode);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await listening.catch((error: unknown) => Promise.reject(listenFailure(`unix://${path}`, error)));
  if (!isOthers) return;
  try {
    await lchown(path, uid ?? -1, gid ?? -1);
    await chmod(path, mode);
  } catch (error) {
    server.close();
    throw listenFailure(`unix://${path}`, error);
  }
}

/** Sees to it that a socket can be made there; one that a killed process left is removed. @throws DomainError `door-invalid`, `door-taken` */
export async function assertPlace(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (folder instanceof Error && folder.code !== 'ENOENT' && folder.code !== 'ENOTDIR')
    throw listenFailure(`unix://${path}`, folder);
  if (folder instanceof Error || !folder.isDirectory())
    throw new DomainError(
      'invalid',
      'door-invalid',
      `unix://${path}: the folder ${dirname(path)} is missing. Make it: mkdir -p ${dirname(path)}`,
    );
  await removeStale(path);
}

async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket())
    throw new DomainError(
      'conflict',
      'door-taken',
      `unix://${path}: there is something else than a socket. Remove it, or choose another path.`,
    );
  if (await isAlive(path))
    throw new DomainError(
      'conflict',
      'door-taken',
      `unix://${path}: a process listens there already. Stop it, or choose another path.`,
    );
  await rm(path, { force: true }).catch((error: unknown) => Promise.reject(listenFailure(`unix://${path}`, error)));
}

/** A socket whose process is gone refuses; what cannot be told is taken for alive. */
async function isAlive(path: string): Promise<boolean> {
  const probe = connect(path);
  try {
    await once(probe, 'connect');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ECONNREFUSED' && code !== 'ENOENT';
  } finally {
    probe.destroy();
  }
}
