import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EngineGate } from '../recovery/engine-gate.js';
import { engine } from '../rest/rest.js';
import { type Door, openDoor } from './door.js';
import { raw, request, type RawAnswer } from './raw.js';

let gate: EngineGate;
let door: Door;
let id: string;
let before: number;

beforeAll(async () => {
  gate = await EngineGate.open('/var/run/docker.sock');
  door = await openDoor({ settings: { hosts: new Map([['local', gate.url]]) } });
  ({ id } = await engine.createContainer({ name: door.name('box'), Image: 'busybox', Cmd: ['sleep', '600'] }));
});
afterAll(async () => {
  await engine.getContainer(id).remove({ force: true });
  await door.stop();
  await gate[Symbol.asyncDispose]();
});
beforeEach(() => {
  before = gate.requests.length;
});

const send = (text: string): Promise<RawAnswer> => raw(join(door.folder, 'docker.sock'), text);
/** What changes anything, of all that the engine was asked since the test began; without a version. */
const changes = () =>
  gate.requests
    .slice(before)
    .filter((line) => /^(?:POST|PUT|DELETE) /.test(line))
    .map((line) => line.replace(/ \/v1\.\d+/, ' ').replace(/\?.*/, ''));

const create = (body: string, headers?: readonly string[]) => request('POST /v1.41/containers/create', body, headers);
const image = '"Image": "busybox"';

describe('what an engine would understand in its own way is refused, and does not reach it', () => {
  it.each([
    ['a key in other letters', create(`{${image}, "hostconfig": {"Privileged": true}}`)],
    ['a key that folds to another by Unicode', create(`{${image}, "Ho\\u017ftConfig": {"Privileged": true}}`)],
    ['a key that stands twice', create(`{${image}, "HostConfig": {}, "HostConfig": {"Privileged": true}}`)],
    [
      'a key that stands twice, once with an escape',
      create(`{${image}, "HostConfig": {}, "HostConfi\\u0067": {"Privileged": true}}`),
    ],
    ['fields of HostConfig at the top', create(`{${image}, "Privileged": true}`)],
    ['a second document after the first', create(`{${image}} {"HostConfig": {"Privileged": true}}`)],
    ['an integer that cannot be kept', create(`{${image}, "HostConfig": {"Memory": 9007199254740993}}`)],
    ['bytes that are not UTF-8', create(`{${image}, "User": "\xff"}`)],
    ['a text that the log cannot hold', create(`{${image}, "User": "a\\u0000b"}`)],
    ['half of a surrogate pair', create(`{${image}, "User": "\\ud800"}`)],
    ['a body of a form', create('Image=busybox', ['Content-Type: application/x-www-form-urlencoded'])],
    ['JSON that is not called so', create(`{${image}}`, ['Content-Type: text/plain'])],
    ['no JSON', create('{Image: busybox}')],
    ['a field that nobody knows', create(`{${image}, "Favourite": 1}`)],
    ['labels of Longshore', create(`{${image}, "Labels": {"io.longshore.job": "x"}}`)],
    ['labels of Longshore in other letters', create(`{${image}, "Labels": {"IO.Longshore.job": "x"}}`)],
  ])('%s', async (_, text) => {
    const { status, body } = await send(text);
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 400, body: { message: expect.any(String) } });
    expect(changes()).toEqual([]);
  });

  it.each([
    ['a parameter that stands twice', 'POST /v1.41/containers/$ID/kill?signal=USR1&signal=KILL', 400],
    ['a parameter that is not known', 'DELETE /v1.41/containers/$ID?force=1&Force=1', 400],
    ['a number that is none', 'POST /v1.41/containers/$ID/stop?t=soon', 400],
    ['an encoding that is none', 'POST /v1.41/containers/$ID/kill?signal=%zz', 400],
    ['a version with an encoded dot', 'POST /v1%2e41/containers/$ID/start', 404],
    ['a version with a zero before it', 'POST /v01.41/containers/$ID/start', 400],
    ['a version that is too new', 'POST /v1.99/containers/$ID/start', 400],
    ['a version from before the engine took a configuration at start', 'POST /v1.23/containers/$ID/start', 400],
    ['a whole URL', 'POST http://docker/v1.41/containers/$ID/start', 400],
    ['a path with an empty part', 'POST /v1.41//containers/$ID/start', 400],
    ['a path with dots', 'POST /v1.41/images/../containers/$ID/start', 400],
    ['a path with encoded dots', 'POST /v1.41/containers/%2e%2e/containers/$ID/start', 400],
    ['a method that a path does not have', 'PUT /v1.41/containers/$ID/start', 404],
    ['a path that nobody knows', 'POST /v1.41/containers/$ID/explode', 404],
  ])('%s', async (_, line, status) => {
    expect(await send(request(line.replace('$ID', id)))).toMatchObject({ status });
    expect(changes()).toEqual([]);
  });

  it('a configuration at start', async () => {
    const text = request(`POST /v1.41/containers/${id}/start`, '{"Privileged": true}');
    expect(await send(text)).toMatchObject({ status: 400 });
    expect(changes()).toEqual([]);
  });

  it('a second request behind an upgrade that fails', async () => {
    const attach = `POST /v1.41/containers/no-such-container/attach?stream=1 HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`;
    const { status, body } = await send(`${attach}${request(`POST /v1.41/containers/${id}/start`)}`);
    expect(status).toBe(404);
    expect(body).not.toContain('HTTP/1.1');
    expect(changes()).toEqual([]);
  });

  it('a second request behind an upgrade of what cannot be upgraded', async () => {
    const list = `GET /v1.41/containers/json HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`;
    const { status, body } = await send(`${list}${request(`POST /v1.41/containers/${id}/start`)}`);
    expect(status).toBe(200);
    expect(body).not.toContain('HTTP/1.1');
    expect(changes()).toEqual([]);
  });

  it('a tunnel', async () => {
    expect(await send('CONNECT docker:80 HTTP/1.1\r\nHost: docker\r\n\r\n')).toMatchObject({ status: 405 });
    expect(changes()).toEqual([]);
  });

  it('a body of two lengths', async () => {
    const text = `POST /v1.41/containers/${id}/start HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(await send(text)).toMatchObject({ status: 400 });
    expect(changes()).toEqual([]);
  });
});

describe('what is understood is written anew for the engine', () => {
  it('names by their whole ids, also a beginning of one', async () => {
    expect(await send(request(`POST /v1.41/containers/${id.slice(0, 20)}/start`))).toMatchObject({ status: 204 });
    expect(await send(request(`POST /v1.41/containers/${door.name('box')}/kill?signal=KILL`))).toMatchObject({
      status: 204,
    });
    expect(changes()).toEqual([`POST /containers/${id}/start`, `POST /containers/${id}/kill`]);
  });

  it('a container that is named like the beginning of another’s id is the one that is meant', async () => {
    const like = id.slice(0, 12);
    const other = await engine.createContainer({ name: like, Image: 'busybox' });
    expect(await send(request(`DELETE /v1.41/containers/${like}`))).toMatchObject({ status: 204 });
    expect(changes()).toEqual([`DELETE /containers/${other.id}`]);
  });

  it('encoded paths, and truth in all its forms', async () => {
    expect(await send(request('GET /%76ersion'))).toMatchObject({ status: 200 });
    expect(await send(request('GET /containers/json?all=Yes'))).toMatchObject({ status: 200 });
    // The observer asks too.
    expect(gate.requests.slice(before)).toEqual(
      expect.arrayContaining(['GET /v1.41/version', 'GET /v1.41/containers/json?all=1']),
    );
  });

  it('a body in pieces without a length', async () => {
    const body = `{${image}}`;
    const text = `POST /v1.41/containers/create?name=${door.name('chunked')} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    expect(await send(text)).toMatchObject({ status: 201 });
    expect(changes()).toEqual(['POST /containers/create']);
    await engine.getContainer(door.name('chunked')).remove();
  });
});

it('every call that changes anything on the engine is one that is recorded, and the other way round', async () => {
  const jobs = await door.jobs('?limit=100');
  const recorded = jobs.flatMap(({ args, state }) => {
    const { request: line } = args as { readonly request?: string };
    return line === undefined || state === 'refused'
      ? []
      : [line.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(args[name]))];
  });
  const seen = gate.requests
    .filter((line) => /^(?:POST|PUT|DELETE) /.test(line))
    .map((line) => line.replace(/ \/v1\.\d+/, ' ').replace(/\?.*/, ''));
  expect(seen.toSorted()).toEqual(recorded.filter((line) => !line.startsWith('GET')).toSorted());
});
