import { alice, EngineOnFakes, FakeSecretStore } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import type { Caller } from './submission.js';

const bob: Caller = { ...alice, actor: { kind: 'token', name: 'bob', token: 't-bob' } };
const key = { idempotencyKey: 'k-1' };
const create = { image: 'busybox' };

describe('a command with an idempotency key', () => {
  it('gives the same job when it is sent again, also when that has ended', async () => {
    const on = new EngineOnFakes();
    const first = await on.submit('create', create, key);

    const again = await on.submit('create', create, key);
    await on.run(first.id);
    const later = await on.submit('create', create, key);

    expect(again).toEqual(first);
    expect(later).toMatchObject({ id: first.id, state: 'exited' });
    expect((await on.recorded()).filter((type) => type === 'JobSubmitted')).toHaveLength(1);
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('gives one job when it is sent many times at once', async () => {
    const on = new EngineOnFakes();
    const jobs = await Promise.all(
      Array.from({ length: 10 }, () =>
        on.submit('create', create, { ...key, env: { TOKEN: 'hunter2' }, secretNames: ['TOKEN'] }),
      ),
    );

    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    expect(await on.recorded()).toEqual(['JobSubmitted']);
    expect(await on.parts.secrets.get(jobs[0]?.id ?? '')).toEqual(['hunter2']);
  });

  it.each([
    ['other arguments', 'create', { image: 'busybox', hostname: 'other' }, {}],
    ['another name', 'run', create, {}],
    ['another environment', 'create', create, { env: { A: 'b' } }],
    ['another niceness', 'create', create, { nice: 1 }],
    ['other limits', 'create', create, { limits: { seconds: 9 } }],
    ['other bytes on stdin', 'create', create, { stdin: { digest: 'sha256:00', size: 1 } }],
  ])('is refused when it has %s', async (_, name, args, more) => {
    const on = new EngineOnFakes();
    await on.submit('create', create, key);

    await expect(on.submit(name, args, { ...key, ...more })).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'idempotency-key-reused',
    });
  });

  it('is refused when a secret is another one, and the digest tells nothing of it', async () => {
    const on = new EngineOnFakes();
    const send = (TOKEN: string) => on.submit('create', create, { ...key, env: { TOKEN }, secretNames: ['TOKEN'] });
    const { requestDigest } = await send('hunter2');

    await expect(send('hunter3')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(requestDigest).toMatch(/^secret:/);
  });

  it('is another one when another actor sends it', async () => {
    const on = new EngineOnFakes();
    const hers = await on.submit('create', create, key);
    const his = await on.submit('create', create, { ...key, caller: bob });
    expect(his.id).not.toBe(hers.id);
  });

  it('may be sent again, corrected, after it was refused', async () => {
    const on = new EngineOnFakes();
    await expect(on.submit('create', { image: 'nowhere' }, key)).rejects.toMatchObject({ code: 'image-not-found' });

    expect(await on.submit('create', create, key)).toMatchObject({ state: 'queued' });
    expect(await on.recorded()).toEqual(['JobRefused', 'JobSubmitted']);
  });

  it('that came at once with another secret never runs with that', async () => {
    const isFirstHeld = Promise.withResolvers<void>();
    class SlowStore extends FakeSecretStore {
      override async put(job: string, secrets: readonly string[]): Promise<void> {
        await super.put(job, secrets);
        if (secrets.includes('hunter2')) await isFirstHeld.promise;
      }
    }
    const on = new EngineOnFakes({ secrets: new SlowStore() });
    const send = (TOKEN: string) =>
      on.submit('create', { ...create, labels: { TOKEN } }, { ...key, env: { TOKEN }, secretNames: ['TOKEN'] });

    const first = send('hunter2');
    const { id } = await send('hunter3');
    isFirstHeld.resolve();
    await expect(first).rejects.toMatchObject({ code: 'idempotency-key-reused' });

    expect((await on.run(id)).exit).toMatchObject({ status: 125, error: { code: 'secrets-lost' } });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });
});
