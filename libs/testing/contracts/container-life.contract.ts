import { describe, expect, it } from 'vitest';
import { expectCode, type HostUnderTest, uniqueName } from './contract-host.js';

const never = new AbortController().signal;
const kill = { seconds: 0 };

/** How containers come, run, end and go. */
export function containerLifeContract(subject: HostUnderTest): void {
  describe('the life of a container', () => {
    it('is told by inspect from created to exited', async () => {
      const { exec } = subject.host;
      const name = uniqueName('life');
      // The engine stamps the start when its runtime has come back: a container that ends at once may have ended before it.
      const id = await subject.createContainer('sleep 0.2; exit 3', { name, labels: { purpose: 'test' } });
      const created = await exec.inspectContainer(name);
      expect(created).toMatchObject({
        id,
        name,
        state: 'created',
        running: false,
        exitCode: 0,
        labels: { purpose: 'test' },
        tty: false,
        networkMode: 'bridge',
      });
      expect(Date.parse(created?.createdAt ?? '')).toBeGreaterThan(0);
      expect(created).not.toHaveProperty('startedAt');
      expect(created).not.toHaveProperty('finishedAt');
      await exec.startContainer(id);
      expect(await exec.waitContainer(id, never)).toEqual({ status: 3 });
      const exited = await exec.inspectContainer(id);
      expect(exited).toMatchObject({ state: 'exited', running: false, exitCode: 3, oomKilled: false });
      expect(Date.parse(exited?.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(exited?.startedAt ?? ''));
    });

    it('names the image by its id', async () => {
      const image = await subject.host.graph.inspectImage(subject.image);
      const id = await subject.createContainer('true');
      expect(await subject.host.exec.inspectContainer(id)).toMatchObject({ image: image?.id });
    });

    it('gives the process its environment and tells its ports', async () => {
      const { output } = await subject.run('echo "$GREETING"', {}, { GREETING: 'a = b' });
      expect(output.text('stdout')).toBe('a = b\n');
      const id = await subject.startContainer('sleep 1000', { ports: ['8080/tcp'] });
      const ports = (await subject.host.exec.inspectContainer(id))?.ports ?? [];
      expect(ports).toContainEqual({ container: 8080, protocol: 'tcp', ip: '0.0.0.0', host: expect.any(Number) });
    });

    it('waits for one that has ended, that runs, and that is not started yet', async () => {
      const { exec } = subject.host;
      const id = await subject.createContainer('exit 4');
      const before = exec.waitContainer(id, never);
      await exec.startContainer(id);
      expect(await before).toEqual({ status: 4 });
      expect(await exec.waitContainer(id, never)).toEqual({ status: 4 });
      const running = await subject.startContainer('sleep 1000', { init: true });
      const during = exec.waitContainer(running, never);
      await exec.killContainer(running, 'TERM');
      expect(await during).toEqual({ status: 143 });
    });

    it('lets go of a wait on an abort', async () => {
      const id = await subject.startContainer('sleep 1000');
      const abort = new AbortController();
      const waiting = subject.host.exec.waitContainer(id, abort.signal);
      const reason = new Error('not so patient');
      abort.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      await expect(subject.host.exec.waitContainer(id, abort.signal)).rejects.toBe(reason);
      expect(await subject.host.exec.inspectContainer(id)).toMatchObject({ running: true });
    });

    it('may be started twice and stopped twice', async () => {
      const { exec } = subject.host;
      const id = await subject.startContainer('sleep 1000');
      const first = await exec.inspectContainer(id);
      await exec.startContainer(id);
      expect(await exec.inspectContainer(id)).toMatchObject({ startedAt: first?.startedAt, running: true });
      await exec.stopContainer(id, kill);
      await exec.stopContainer(id, kill);
      expect(await exec.inspectContainer(id)).toMatchObject({ running: false, exitCode: 137 });
    });

    it('stops by its own signal, or by one that is given', async () => {
      const { exec } = subject.host;
      const own = await subject.startContainer('sleep 1000', { init: true, stopSignal: 'INT' });
      await exec.stopContainer(own, {});
      expect(await exec.inspectContainer(own)).toMatchObject({ exitCode: 130 });
      const given = await subject.startContainer('sleep 1000', { init: true });
      await exec.stopContainer(given, { signal: 'HUP' });
      expect(await exec.inspectContainer(given)).toMatchObject({ exitCode: 129 });
      await exec.stopContainer(given, { signal: 'HUP' });
    });

    it('is killed after the patience of a stop with a signal that it ignores', async () => {
      const id = await subject.startContainer('sleep 1000');
      await subject.host.exec.stopContainer(id, { signal: 'HUP', seconds: 0 });
      expect(await subject.host.exec.inspectContainer(id)).toMatchObject({ running: false, exitCode: 137 });
    });

    it('restarts', async () => {
      const { exec } = subject.host;
      const id = await subject.startContainer('sleep 1000');
      const first = await exec.inspectContainer(id);
      await exec.restartContainer(id, kill);
      const second = await exec.inspectContainer(id);
      expect(second?.running).toBe(true);
      expect(second?.startedAt).not.toBe(first?.startedAt);
    });

    it('takes signals by name and by number while it runs, and none after', async () => {
      const { exec } = subject.host;
      const id = await subject.startContainer('sleep 1000', { init: true });
      await exec.killContainer(id, '15');
      expect(await exec.waitContainer(id, never)).toEqual({ status: 143 });
      await expectCode(exec.killContainer(id, 'KILL'), 'host-conflict');
    });

    it('refuses a name that is taken', async () => {
      const name = uniqueName('twin');
      await subject.createContainer('true', { name });
      await expectCode(subject.createContainer('true', { name }), 'host-conflict');
    });

    it('refuses an image that is not there', async () => {
      await expectCode(subject.createContainer('true', { image: uniqueName('no-image') }), 'host-not-found');
    });

    it('is measured: what it wrote, and not its image', async () => {
      const id = await subject.createContainer('true');
      expect(await subject.host.exec.measureContainer(id)).toBe(0);
      expect(await subject.host.exec.measureContainer(uniqueName('nowhere'))).toBeUndefined();
    });

    it('is removed when it does not run, or by force', async () => {
      const { exec } = subject.host;
      const id = await subject.startContainer('sleep 1000');
      await expectCode(exec.removeContainer(id, { force: false, volumes: false }), 'host-conflict');
      await exec.removeContainer(id, { force: true, volumes: false });
      expect(await exec.inspectContainer(id)).toBeUndefined();
      await expectCode(exec.removeContainer(id, { force: true, volumes: false }), 'host-not-found');
      await expectCode(exec.startContainer(id), 'host-not-found');
      await expectCode(exec.waitContainer(id, never), 'host-not-found');
    });

    it('is listed by label, stopped or running', async () => {
      const { exec } = subject.host;
      const mark = uniqueName('mark');
      const created = await subject.createContainer('true', { labels: { [mark]: 'one' } });
      const running = await subject.startContainer('sleep 1000', { labels: { [mark]: 'two' } });
      const listed = await exec.listContainers({ label: mark });
      expect(listed.map(({ id, state }) => [id, state]).toSorted()).toEqual(
        [
          [created, 'created'],
          [running, 'running'],
        ].toSorted(),
      );
      expect((await exec.listContainers({ label: `${mark}=two` })).map(({ id }) => id)).toEqual([running]);
      expect((await exec.listContainers()).length).toBeGreaterThanOrEqual(2);
      const inspected = await exec.inspectContainer(running);
      expect(listed.find(({ id }) => id === running)).toMatchObject({
        name: inspected?.name,
        image: inspected?.image,
        labels: inspected?.labels,
      });
    });

    it('makes the volumes that it names', async () => {
      const name = uniqueName('volume');
      subject.cleanUp(() => subject.host.graph.removeVolume(name, { force: true }));
      const id = await subject.createContainer('true', { volumes: [`${name}:/data`] });
      expect(await subject.host.exec.inspectContainer(id)).toMatchObject({ volumes: [name] });
      const listed = (await subject.host.exec.listContainers()).find((container) => container.id === id);
      expect(listed).toMatchObject({ volumes: [name], createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
      expect(await subject.host.graph.inspectVolume(name)).toMatchObject({ name });
      await expectCode(subject.host.graph.removeVolume(name, { force: false }), 'host-conflict');
      await subject.host.exec.removeContainer(id, { force: true, volumes: true });
    });
  });
}
