import { describe, expect, it } from 'vitest';
import { inheritedSockets } from './inherited-sockets.js';

describe('sockets of systemd', () => {
  const own = { LISTEN_PID: String(process.pid) };

  it.each([
    ['', {}, 'systemd passed no socket'],
    ['', { LISTEN_FDS: '1', LISTEN_PID: '1' }, 'LISTEN_PID is 1'],
    ['', { ...own, LISTEN_FDS: '0' }, 'systemd passed no socket'],
    ['web', { ...own, LISTEN_FDS: '2', LISTEN_FDNAMES: 'docker:remote' }, 'these sockets only: 3 (docker), 4 (remote)'],
    ['5', { ...own, LISTEN_FDS: '2' }, 'these sockets only: 3, 4'],
  ])('fd://%s with %o is none', (wanted, env, words) =>
    expect(() => inheritedSockets(wanted, env)).toThrow(
      expect.objectContaining({ code: 'door-invalid', message: expect.stringContaining(words) }),
    ),
  );
});
