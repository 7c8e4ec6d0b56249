import { containerSpec, jobLabel } from '#domain';
import { EngineOnFakes, FakeHost, withDrivers } from '#testing/fakes';
import { describe, expect, it } from 'vitest';

const box = { image: 'busybox', name: 'box' };

/** Creates the container on the host as a job would have, or, without a job, as somebody else. */
async function createBox(on: EngineOnFakes, job?: string): Promise<string> {
  const labels = job === undefined ? {} : on.labelsOf(job);
  const { container } = await on.host.exec.createContainer({ ...containerSpec.parse(box), name: 'box', labels }, {});
  return container;
}

describe('create', () => {
  it('makes a container that carries the job and does not run', async () => {
    const on = new EngineOnFakes();

    const { id, exit } = await on.carryOut('create', { ...box, labels: { mine: 'yes' } });

    const container = await on.host.exec.inspectContainer('box');
    expect(container).toMatchObject({ state: 'created', labels: { ...on.labelsOf(id), mine: 'yes' } });
    expect(exit).toMatchObject({ status: 0, result: { container: container?.id, name: 'box', warnings: [] } });
  });

  it('fails when somebody took the name since it was accepted', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', box);
    const holder = await createBox(on);

    expect((await on.run(id)).exit).toMatchObject({
      status: 125,
      error: { code: 'name-taken', message: expect.stringContaining(holder) },
    });
  });
});

describe('create after a worker died', () => {
  it('before it acted makes the container', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', box);
    await on.diedWith(id);

    expect((await on.run(id)).exit).toMatchObject({ status: 0 });
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('in the act, with nothing on the host, makes the container', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', box);
    await on.diedWith(id, {});

    expect((await on.run(id)).exit).toMatchObject({ status: 0 });
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('after it acted takes the container that is there', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', box);
    await on.diedWith(id, {});
    const container = await createBox(on, id);

    expect((await on.run(id)).exit).toMatchObject({ status: 0, result: { container, name: 'box' } });
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('does not take another’s container of that name', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', box);
    await on.diedWith(id, {});
    const holder = await createBox(on, 'another job');

    expect((await on.run(id)).exit).toMatchObject({ status: 125, error: { code: 'name-taken' } });
    expect(await on.host.exec.listContainers()).toMatchObject([{ id: holder }]);
  });

  it('takes the container that the dead worker’s request makes just before its own', async () => {
    const fake = new FakeHost();
    const late = { job: '' };
    const host = withDrivers(fake, {
      exec: {
        async createContainer(spec, env) {
          if (spec.labels[jobLabel] === late.job) await fake.exec.createContainer(spec, env);
          return fake.exec.createContainer(spec, env);
        },
      },
    });
    const on = new EngineOnFakes({ hosts: new Map([['local', host]]) });
    const { id } = await on.submit('create', box);
    await on.diedWith(id, {});
    late.job = id;

    const { exit } = await on.run(id);

    expect(exit).toMatchObject({ status: 0, result: { container: (await fake.exec.inspectContainer('box'))?.id } });
    expect(await fake.exec.listContainers()).toHaveLength(1);
  });
});
