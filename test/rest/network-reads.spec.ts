import type { ContainerSnapshot } from '#domain';
import {
  containerOf,
  contentOfContainer,
  dockerId,
  factOfContainer,
  factOfNetwork,
  networkOf,
  removalOf,
} from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTold, type Told } from './told.js';

const sea = networkOf('sea');
const bridge = networkOf('bridge');
const host = networkOf('host');
const none = networkOf('none');
const noon = (seconds: number) => `2026-01-01T12:00:0${seconds}.000000000Z`;

const detail = contentOfContainer({
  config: { Hostname: 'db-host' },
  hostConfig: {},
  path: 'sh',
  args: [],
  driver: 'overlay2',
  platform: 'linux',
});

function running(name: string, networkMode: string, more: Partial<ContainerSnapshot> = {}): ContainerSnapshot {
  return containerOf({ name, networkMode, state: 'running', startedAt: noon(1), ...more });
}

function on(network: typeof sea, ipv4?: string, aliases: readonly string[] = []) {
  const place = { network: network.id, name: network.name, aliases: [...aliases] };
  return { endpoints: [{ ...place, ...(ipv4 !== undefined && { ipv4, prefix: 16, mac: '02:42:ac:14:00:02' }) }] };
}

const web = running('web', 'sea', on(sea, '172.20.0.2', ['www']));
const db = running('db', 'sea', { ...on(sea, '172.20.0.3'), detail: detail.digest });
const idle = containerOf({ name: 'idle', networkMode: 'sea', ...on({ ...sea, id: '' }) });
const side = running('side', `container:${web.id}`, { startedAt: noon(2) });
const probe = running('probe', `container:${side.id}`, { startedAt: noon(3) });
const alone = running('alone', 'bridge', on(bridge, '172.17.0.2'));
const bare = running('bare', 'none', on(none));
const open = running('open', 'host', on(host));
const stopped = { ...web, state: 'exited', ...on(sea) };

let told: Told;
/** Where all ran, where `web` had stopped, and where `db` had been disconnected. */
let [ran, ended, disconnected] = [0, 0, 0];
beforeAll(async () => {
  told = await startTold();
  const positions = await told.tell(
    [sea, bridge, host, none].map((network) => factOfNetwork(network)),
    [
      detail.append,
      ...[web, db, side, probe, alone, bare, open].map((each) => factOfContainer('ContainerStarted', each)),
    ],
    factOfContainer('ContainerCreated', idle),
    factOfContainer('ContainerExited', stopped),
    factOfContainer('ContainerDisconnected', { ...db, endpoints: [] }, { network: sea.id }),
    removalOf('network', sea),
  );
  [ran, ended, disconnected] = [positions[2] ?? 0, positions[3] ?? 0, positions[4] ?? 0];
});
afterAll(() => told.stop());

interface Member {
  readonly name: string;
  readonly resolves: readonly string[];
  readonly sharedBy: readonly object[];
  readonly breaksIfStopped: readonly { readonly name: string }[];
}

async function network(ref: string, at = ran) {
  const { status, body } = await told.ask(`/v1/networks/${ref}?at=${at}`);
  expect([ref, status]).toEqual([ref, 200]);
  return { names: body['names'], members: body['members'] as readonly Member[] };
}

async function member(name: string, ref: string, at = ran) {
  return (await network(ref, at)).members.find((each) => each.name === name);
}

const shortId = (container: ContainerSnapshot) => container.id.slice(0, 12);

describe('GET /v1/networks', () => {
  it('lists the networks that there were', async () => {
    const names = async (query: string) => (await told.ask(`/v1/networks${query}`)).body.items.map(({ name }) => name);
    expect(await names(`?at=${ran}`)).toEqual(['none', 'host', 'bridge', 'sea']);
    expect(await names('')).toEqual(['none', 'host', 'bridge']);
    expect(await names(`?at=${ran}&name=sea`)).toEqual(['sea']);
    expect(await names(`?at=${ran}&driver=overlay`)).toEqual([]);
  });

  it('tells the driver, the address management and the options of each', async () => {
    const { items } = (await told.ask(`/v1/networks?at=${ran}&name=sea`)).body;
    expect(items).toMatchObject([
      {
        host: 'local',
        id: sea.id,
        driver: 'bridge',
        ipam: { config: [{ subnet: '172.20.0.0/16', gateway: '172.20.0.1', range: null }] },
        options: {},
        job: null,
        since: { type: 'NetworkCreated' },
      },
    ]);
  });
});

describe('GET /v1/networks/{id}', () => {
  it('has the members with their addresses, stopped ones and those never started too', async () => {
    const { members } = await network('sea');
    expect(members).toMatchObject([
      { name: 'web', state: 'running', ipv4: '172.20.0.2', prefix: 16, mac: '02:42:ac:14:00:02', aliases: ['www'] },
      { name: 'db', state: 'running', ipv4: '172.20.0.3', ipv6: null },
      { name: 'idle', state: 'created', ipv4: null, resolves: [] },
    ]);
  });

  it('tells the names that are answered on it, and what each member resolves', async () => {
    const { names, members } = await network(sea.id.slice(0, 10));
    expect(names).toEqual([
      { name: 'web', container: web.id, ipv4: '172.20.0.2', ipv6: null },
      { name: 'www', container: web.id, ipv4: '172.20.0.2', ipv6: null },
      { name: 'db', container: db.id, ipv4: '172.20.0.3', ipv6: null },
    ]);
    expect(members.map(({ resolves }) => resolves)).toEqual([
      [shortId(web), 'db', 'web', 'www'].toSorted(),
      ['db', 'db-host', 'web', 'www'],
      [],
    ]);
  });

  it('takes a name away with a disconnection', async () => {
    expect((await member('db', 'sea', ended))?.resolves).toEqual(['db', 'db-host']);
    const after = await network('sea', disconnected);
    expect(after.names).toEqual([]);
    expect(after.members.map(({ name }) => name)).toEqual(['web', 'idle']);
  });

  it('knows who shares the network of a member, and what breaks when that stops', async () => {
    const found = await member('web', 'sea');
    expect(found?.sharedBy).toEqual([
      { id: side.id, name: 'side', state: 'running', by: web.id, network: 'shared' },
      { id: probe.id, name: 'probe', state: 'running', by: side.id, network: 'shared' },
    ]);
    expect(found?.breaksIfStopped.map(({ name }) => name)).toEqual(['side', 'probe']);
  });

  it('knows what they have lost when it has stopped', async () => {
    const found = await member('web', 'sea', ended);
    expect(found).toMatchObject({ state: 'exited', resolves: [], breaksIfStopped: [] });
    expect(found?.sharedBy).toMatchObject([{ network: 'lost' }, { network: 'lost' }]);
    const { body } = await told.ask(`/v1/containers/probe?at=${ended}`);
    expect(body['namespace']).toMatchObject({ owner: { name: 'web', state: 'exited' }, network: 'lost' });
  });

  it('resolves on the default bridge nothing but the own host name, and nothing in the modes host and none', async () => {
    expect((await member('alone', 'bridge'))?.resolves).toEqual([shortId(alone)]);
    expect(await member('open', 'host')).toMatchObject({ resolves: [], ipv4: null });
    expect(await member('bare', 'none')).toMatchObject({ resolves: [], ipv4: null });
  });

  it('says of one that is gone how to see it, and of an unknown one what to do', async () => {
    const gone = await told.ask('/v1/networks/sea');
    expect([gone.status, gone.body.code]).toEqual([404, 'network-not-found']);
    expect(gone.body.detail).toContain(`?at=${disconnected} shows it`);
    const never = await told.ask(`/v1/networks/${dockerId('never')}`);
    expect([never.status, never.body.detail]).toEqual([404, expect.stringContaining('GET /v1/networks')]);
  });
});
