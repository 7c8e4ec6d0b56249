import { containerOf, factOfContainer, removalOf } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTold, type Told } from './told.js';

function publishing(name: string, host: number, protocol = 'tcp') {
  const ports = [{ container: 80, protocol, ip: '0.0.0.0', host }];
  return containerOf({ name, state: 'running', ports, portBindings: ports });
}

const web = publishing('web', 8_000);
const stopped = { ...publishing('stopped', 8_001), state: 'exited', ports: [] };
const dns = publishing('dns', 8_000, 'udp');
const chosen = { ...publishing('chosen', 32_768), portBindings: [{ container: 80, protocol: 'tcp', ip: '', host: 0 }] };

let told: Told;
let [before, after] = [0, 0];
beforeAll(async () => {
  told = await startTold();
  const positions = await told.tell(
    [web, stopped, dns, chosen].map((container) =>
      factOfContainer(container === stopped ? 'ContainerExited' : 'ContainerStarted', container),
    ),
    factOfContainer('ContainerStarted', publishing('far', 8_000), { host: 'elsewhere' }),
    removalOf('container', web),
  );
  [before, after] = [positions[1] ?? 0, positions[2] ?? 0];
});
afterAll(() => told.stop());

const ports = async (query: string) => (await told.ask(`/v1/ports?${query}`)).body;

describe('GET /v1/ports', () => {
  it('lists what is published, and what a stopped container takes when it runs', async () => {
    const { items } = await ports(`host=local&at=${before}`);
    expect(items.map(({ port, protocol, published }) => [port, protocol, published])).toEqual([
      [8_000, 'tcp', true],
      [8_000, 'udp', true],
      [8_001, 'tcp', false],
      [32_768, 'tcp', true],
    ]);
    expect(items[2]).toEqual({
      host: 'local',
      ip: '0.0.0.0',
      port: 8_001,
      protocol: 'tcp',
      containerPort: 80,
      published: false,
      container: { id: stopped.id, name: 'stopped', state: 'exited' },
    });
  });

  it('lists them of all hosts, now, and page by page', async () => {
    const first = await ports('limit=2');
    expect(first.items.map(({ host, port }) => [host, port])).toEqual([
      ['elsewhere', 8_000],
      ['local', 8_000],
    ]);
    expect((await ports(`limit=2&cursor=${first.next}`)).items.map(({ port }) => port)).toEqual([8_001, 32_768]);
    expect((await ports('protocol=udp')).items).toHaveLength(1);
  });

  it('finds the first port that nobody has and nobody will take', async () => {
    const free = async (query: string) => (await ports(query))['free'];
    const found = (port: number | null, protocol = 'tcp') => [{ host: 'local', protocol, port }];
    expect(await free(`free=8000&at=${before}`)).toEqual(found(8_002));
    expect(await free(`free=8000&at=${after}`)).toEqual(found(8_000));
    expect(await free('free=8000&protocol=udp')).toEqual(found(8_001, 'udp'));
    expect(await free('free=32768')).toEqual(found(32_769));
    expect(await free('free=9000')).toEqual(found(9_000));
    expect(await free('free=8000&host=elsewhere')).toEqual([{ host: 'elsewhere', protocol: 'tcp', port: 8_001 }]);
    expect(await free('host=local')).toBeNull();
  });

  it('says so when there is none', async () => {
    await told.tell(factOfContainer('ContainerStarted', publishing('last', 65_535)));
    expect((await ports('free=65535'))['free']).toEqual([{ host: 'local', protocol: 'tcp', port: null }]);
  });

  it.each(['free=0', 'free=65536', 'free=http', 'protocol=icmp'])('refuses %s', async (query) => {
    const { status, body } = await told.ask(`/v1/ports?${query}`);
    expect([status, body.code]).toEqual([400, 'args-invalid']);
  });
});
