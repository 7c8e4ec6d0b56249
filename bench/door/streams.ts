import { connect, type Socket } from 'node:net';
import type Docker from 'dockerode';
import { alternate } from '../alternate.js';
import type { Figure } from '../table.js';
import type { Sides } from './sides.js';

const open = 300;
const unread = 50;
const mutations = 40;

/** The rate of mutations on the engine itself while 300 streams are open through us, 50 of them never read, to the rate without us. */
export async function streams(sides: Sides): Promise<Figure> {
  const { docker } = sides.direct;
  const talker = await docker.createContainer({
    Image: 'busybox',
    Cmd: ['sh', '-c', 'while true; do echo line; sleep 0.2; done'],
  });
  await talker.start();
  let opened: readonly Socket[] = [];
  try {
    const figure = await alternate({
      ours: async () => {
        opened = await openStreams(sides.ours.socketPath, talker.id);
        const rate = await rateOf(docker);
        for (const socket of opened) socket.destroy();
        return rate;
      },
      direct: () => rateOf(docker),
      rounds: 5,
    });
    return { name: 'door streams', ...figure, target: { atLeast: 0.9 } };
  } finally {
    for (const socket of opened) socket.destroy();
    await talker.remove({ force: true });
  }
}

async function openStreams(socketPath: string, container: string): Promise<readonly Socket[]> {
  const paths = Array.from({ length: open }, (_, index) =>
    index % 2 === 0 ? '/events' : `/containers/${container}/logs?follow=1&stdout=1&tail=1`,
  );
  return Promise.all(paths.map((path, index) => openStream(socketPath, path, index >= unread)));
}

/** Resolves when the answer has begun. */
function openStream(socketPath: string, path: string, isRead: boolean): Promise<Socket> {
  const socket = connect(socketPath);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: docker\r\n\r\n`);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', () => {
      socket.on('error', () => undefined);
      if (isRead) socket.resume();
      else socket.pause();
      resolve(socket);
    });
  });
}

async function rateOf(docker: Docker): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < mutations; count++) {
    const container = await docker.createContainer({ Image: 'busybox' });
    await container.remove();
  }
  return (2 * mutations * 1_000) / (performance.now() - start);
}
