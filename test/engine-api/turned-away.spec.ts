import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Door, openDoor } from './door.js';
import { raw, request, type RawAnswer } from './raw.js';

let door: Door;
afterEach(() => door.stop());

const send = (text: string): Promise<RawAnswer> => raw(join(door.folder, 'docker.sock'), text);
const create = () => request('POST /v1.41/containers/create', '{"Image": "busybox"}');

describe('an engine that is gone', () => {
  it.each([
    ['what asks', () => request('GET /v1.41/containers/json')],
    ['what changes something', create],
    ['what names a container', () => request('POST /v1.41/containers/box/start')],
    ['a stream', () => request('GET /v1.41/events')],
  ])('is 502 with its reason for %s, at once', async (_, text) => {
    door = await openDoor({ settings: { hosts: new Map([['local', 'unix:///no/such/docker.sock']]) } });
    const { status, body } = await send(text());
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 502,
      body: { message: expect.stringContaining('Host "local" at unix:///no/such/docker.sock does not answer') },
    });
  });
});

describe('a queue that is full', () => {
  it('is 429 and tells when to come again, for commands alone', async () => {
    door = await openDoor({ settings: { queueLimit: 0 } });
    const { status, head, body } = await send(create());
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 429,
      body: { message: expect.stringContaining('Try again in a moment') },
    });
    expect(head.toLowerCase()).toContain('retry-after: 2');
    expect(await send(request('GET /v1.41/containers/json'))).toMatchObject({ status: 200 });
  });
});
