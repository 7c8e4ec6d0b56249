import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';

interface Member {
  readonly name: string;
  readonly ipv4: string | null;
  readonly resolves: readonly string[];
}

describe('what reads say of networks', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  /** Runs a command in a container; its exit status, and what it wrote. */
  async function inside(container: string, ...cmd: readonly string[]) {
    const { id, status } = await rest.post(`/v1/containers/${container}/exec`, { cmd });
    return { status, output: (await rest.output(id)).toString() };
  }

  const pings = async (from: string, name: string) =>
    (await inside(from, 'ping', '-c', '1', '-w', '2', name)).status === 0;
  const interfaces = async (of: string) => (await inside(of, 'ls', '/sys/class/net')).output.trim().split('\n');
  const namespaceOf = async (ref: string) => (await rest.as().get(`/v1/containers/${ref}`).expect(200)).body.namespace;

  async function membersOf(network: string): Promise<readonly Member[]> {
    return (await rest.as().get(`/v1/networks/${network}`).expect(200)).body.members;
  }

  it('is what the members resolve, before a disconnection and after it', async () => {
    const network = rest.name('names');
    await rest.post('/v1/networks', { name: network });
    const server = await rest.sleeper({ name: rest.name('server'), network, aliases: ['harbour'] });
    const client = await rest.sleeper({ name: rest.name('client'), network, hostname: 'lighthouse' });

    const before = (await membersOf(network)).find(({ name }) => name === client.name);
    expect(before?.resolves).toEqual(expect.arrayContaining([server.name, 'harbour', client.name, 'lighthouse']));
    for (const name of before?.resolves ?? []) expect([name, await pings(client.name, name)]).toEqual([name, true]);

    await rest.post(`/v1/networks/${network}/disconnect`, { container: server.id });
    const members = await membersOf(network);
    expect(members.map(({ name }) => name)).toEqual([client.name]);
    const lost = before?.resolves.filter((name) => !members[0]?.resolves.includes(name)) ?? [];
    expect(lost).toEqual(expect.arrayContaining([server.name, 'harbour']));
    for (const name of lost) expect([name, await pings(client.name, name)]).toEqual([name, false]);
    for (const name of members[0]?.resolves ?? []) expect([name, await pings(client.name, name)]).toEqual([name, true]);
  });

  it('is that nobody resolves a neighbour on the default bridge', async () => {
    const [one, other] = [await rest.sleeper(), await rest.sleeper()];
    const bridge = async () => (await rest.as().get('/v1/networks/bridge')).status;
    await expect.poll(bridge, { timeout: 30_000 }).toBe(200); // the engine made it: it is known once all was looked at
    const found = (await membersOf('bridge')).find(({ name }) => name === one.name);
    expect(found?.resolves).toEqual([one.id.slice(0, 12)]);
    expect(await pings(one.name, one.id.slice(0, 12))).toBe(true);
    expect(await pings(one.name, other.name)).toBe(false);
  });

  it('is what those lose who share the network of a container that stops', async () => {
    const owner = await rest.sleeper();
    const side = await rest.sleeper({ network: `container:${owner.name}` });
    const probe = await rest.sleeper({ network: `container:${side.name}` });
    const names = (refs: readonly { readonly name: string }[]) => refs.map(({ name }) => name).toSorted();
    const both = [side.name, probe.name].toSorted();

    const { sharedBy, breaksIfStopped } = await namespaceOf(owner.id);
    expect([names(sharedBy), names(breaksIfStopped)]).toEqual([both, both]);
    expect(await namespaceOf(side.id)).toMatchObject({
      network: 'shared',
      owner: { id: owner.id },
      breaksIfStopped: [],
    });

    await rest.post(`/v1/containers/${side.id}/stop`, { seconds: 0 });
    expect(await namespaceOf(probe.id)).toMatchObject({ network: 'shared', owner: { id: owner.id } });
    expect(await interfaces(probe.id)).toContain('eth0');

    await rest.post(`/v1/containers/${owner.id}/stop`, { seconds: 0 });
    expect(await namespaceOf(probe.id)).toMatchObject({ network: 'lost', owner: { id: owner.id, state: 'exited' } });
    expect(await interfaces(probe.id)).toEqual(['lo']);

    await rest.post(`/v1/containers/${owner.id}/start`);
    expect(await namespaceOf(probe.id)).toMatchObject({ network: 'lost' });
    expect(await interfaces(probe.id)).toEqual(['lo']);
    await rest.post(`/v1/containers/${side.id}/start`);
    await rest.post(`/v1/containers/${probe.id}/restart`, { seconds: 0 });
    expect(await namespaceOf(probe.id)).toMatchObject({ network: 'shared' });
    expect(await interfaces(probe.id)).toContain('eth0');
  });
});
