import { randomUUIDv7 } from 'node:crypto';
import type { ContainerDetail, ImageDetail, Job } from '#domain';
import { detailOf } from '#testing';
import { FakeSecretStore } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { Concealer, type Content } from './details.js';

const secret = 'correct horse';

const container: ContainerDetail = {
  config: { Cmd: ['sh'], Env: ['PATH=/bin', 'MODE=test'], Labels: { purpose: 'test' } },
  hostConfig: { Memory: 0, Binds: ['/srv:/srv'] },
  path: 'sh',
  args: [],
  driver: 'overlay2',
  platform: 'linux',
};
const withEnv = (...Env: readonly string[]) => ({ ...container, config: { ...container.config, Env } });

describe('the detail of a container', () => {
  it('is recorded as the engine tells it, under a digest that is the same for the same', async () => {
    const { conceal } = open();
    const content = await conceal.container(container, []);
    expect(content?.content).toEqual(container);
    expect(content?.digest).toMatch(/^[0-9a-f]{64}$/);
    const { config, ...rest } = container;
    const inAnotherOrder = { ...rest, config: Object.fromEntries(Object.entries(config).toReversed()) };
    expect((await conceal.container(inAnotherOrder, []))?.digest).toBe(content?.digest);
    expect((await conceal.container(withEnv('MODE=live'), []))?.digest).not.toBe(content?.digest);
  });

  it('has a fingerprint for each secret of its job, wherever that stands', async () => {
    const { conceal, secrets, jobWith } = open();
    const job = await jobWith(secret);
    const telltale: ContainerDetail = {
      ...withEnv(`LICENCE=${secret}`, 'MODE=test'),
      hostConfig: { Annotations: { [secret]: `a ${secret}!` } },
      args: ['--key', secret],
    };
    const content = await conceal.container(telltale, [job]);
    const fingerprint = secrets.fingerprint(secret);
    expect(JSON.stringify(content)).not.toContain(secret);
    expect(content?.content).toMatchObject({
      config: { Env: [`LICENCE=${fingerprint}`, 'MODE=test'] },
      hostConfig: { Annotations: { [fingerprint]: `a ${fingerprint}!` } },
      args: ['--key', fingerprint],
    });
  });

  it('is not told when its job had secrets, and they are gone', async () => {
    const { conceal, secrets, jobWith } = open();
    const job = await jobWith(secret);
    await secrets.drop(job.id);
    expect(await conceal.container(withEnv(`LICENCE=${secret}`), [job])).toBeUndefined();
  });

  it('is told when its job had none', async () => {
    const { conceal } = open();
    expect((await conceal.container(container, [{ id: randomUUIDv7() } as Job]))?.content).toEqual(container);
  });

  it.each([
    'DB_PASSWORD',
    'POSTGRES_PASSWORD',
    'PGPASS',
    'api_key',
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'CREDENTIALS',
  ])('has a fingerprint for the value of %s, whoever set it', async (name) => {
    const { conceal, secrets } = open();
    const content = await conceal.container(withEnv(`${name}=${secret}=x`, `${name}_EMPTY=`, name), []);
    const Env = [`${name}=${secrets.fingerprint(`${secret}=x`)}`, `${name}_EMPTY=`, name];
    expect(content?.content).toMatchObject({ config: { Env } });
  });

  it('can always be recorded: without what no log can hold', async () => {
    const { conceal } = open();
    const content = await conceal.container({ ...withEnv('ODD=a\0b\ud800c'), path: undefined as never }, []);
    expect(content?.content).toMatchObject({ config: { Env: ['ODD=a\ufffdb\ufffdc'] } });
    expect(content?.content).not.toHaveProperty('path');
  });

  it('is left out when it is larger than an event may be, and still has its digest', async () => {
    const { conceal } = open();
    const huge = await conceal.container(withEnv(`BULK=${'x'.repeat(300_000)}`), []);
    expect(huge?.content).toEqual({ omitted: expect.stringMatching(/^300\d\d\d bytes are too many to record$/) });
    const other = await conceal.container(withEnv(`BULK=${'y'.repeat(300_000)}`), []);
    expect(other?.digest).not.toBe(huge?.digest);
  });
});

describe('the detail of an image', () => {
  const instruction = `|2 DB_PASSWORD=hunter2 MODE=test /bin/sh -c echo ${secret}`;
  const image: ImageDetail = {
    ...detailOf(['base'], { config: { Env: ['MODE=test', 'DB_PASSWORD=hunter2'] } }),
    layers: [
      { diffId: 'sha256:1', chainId: 'sha256:1', size: 1, instruction },
      { diffId: 'x', chainId: 'y', size: 0 },
    ],
    history: [{ instruction, createdAt: '2026-01-01T12:00:00.000Z', size: 1, comment: '' }],
  };

  it('has no secret of the jobs that hold one now, and no argument or variable that is named like one', async () => {
    const { conceal, secrets, jobWith } = open();
    const content = await conceal.image(image, [await jobWith(secret), await jobWith('another secret')]);
    const concealed = `|*** /bin/sh -c echo ${secrets.fingerprint(secret)}`;
    expect(textOf(content)).not.toContain(secret);
    expect(textOf(content)).not.toContain('hunter2');
    expect(content.content).toMatchObject({
      config: { Env: ['MODE=test', `DB_PASSWORD=${secrets.fingerprint('hunter2')}`] },
      layers: [{ instruction: concealed }, { diffId: 'x' }],
      history: [{ instruction: concealed }],
    });
  });

  it.each([
    ['|1 LICENCE=correct horse /bin/sh -c make', '|*** /bin/sh -c make'],
    ['|2 A=1 B=/usr/bin -x /bin/bash -ec make', '|*** /bin/bash -ec make'],
    ['|1 LICENCE=correct horse', '|***'],
    ['ENV DB_PASSWORD=correct horse', 'ENV DB_PASSWORD=***'],
    ['/bin/sh -c #(nop)  ENV API_KEY=correct horse', '/bin/sh -c #(nop)  ENV API_KEY=***'],
    ['/bin/sh -c echo one >/line', '/bin/sh -c echo one >/line'],
  ])('has no value of a build argument: %s', async (told, recorded) => {
    const { conceal } = open();
    const { content } = await conceal.image(
      { ...image, history: [{ ...image.history[0], instruction: told } as never] },
      [],
    );
    expect(content).toMatchObject({ history: [{ instruction: recorded }] });
  });

  it('is whole when nobody holds secrets', async () => {
    const { conceal } = open();
    const plain = detailOf(['base', 'top']);
    expect((await conceal.image(plain, [])).content).toEqual(plain);
  });
});

function open() {
  const secrets = new FakeSecretStore();
  /** A job that holds a secret. */
  const jobWith = async (...held: readonly string[]): Promise<Job> => {
    const id = randomUUIDv7();
    await secrets.put(id, held);
    return { id, secrets: held.length } as Job;
  };
  return { secrets, jobWith, conceal: new Concealer(secrets) };
}

function textOf({ content }: Content): string {
  return JSON.stringify(content);
}
