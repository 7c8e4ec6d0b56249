import { describe, expect, it } from 'vitest';
import type { RegistryCredentials } from '#engine';
import { collect, type ContractHost, expectCode, HostUnderTest, uniqueName } from './contract-host.js';

/** A host and two registries that it reaches, `host:port`: one for everybody, one that asks who you are. */
export interface ContractRegistry extends ContractHost {
  readonly open: string;
  readonly closed: string;
  readonly credentials: RegistryCredentials;
}

/** What every Registry must do. */
export function registryContract(open: () => Promise<ContractRegistry>): void {
  describe('a registry', () => {
    let opened: ContractRegistry;
    const subject = new HostUnderTest(async () => (opened = await open()));

    const tagFor = async (registry: string, tag = ':1'): Promise<string> => {
      const ref = `${registry}/${uniqueName('team')}/app${tag}`;
      await subject.host.graph.tagImage(subject.image, ref);
      subject.cleanUp(() => subject.host.graph.removeImage(ref, { force: true }));
      return ref;
    };

    const remove = (ref: string) => subject.host.graph.removeImage(ref, { force: false });

    it('gives back the image that was pushed, with its digest', async () => {
      const { registry, graph } = subject.host;
      const ref = await tagFor(opened.open);
      const io = collect();
      const { digest } = await registry.pushImage({ ref }, io);
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(io.output.text('stdout')).not.toBe('');
      expect((await graph.inspectImage(ref))?.digests).toContain(`${ref.slice(0, -':1'.length)}@${digest}`);
      const image = (await graph.inspectImage(ref))?.id;
      await remove(ref);
      expect(await registry.pullImage({ ref }, collect())).toEqual({ image, digest });
      expect(await registry.pushImage({ ref }, collect())).toEqual({ digest });
      expect(await registry.pullImage({ ref }, collect())).toEqual({ image, digest });
    });

    it('means latest where no tag is written, and pulls by digest', async () => {
      const { registry, graph } = subject.host;
      const ref = await tagFor(opened.open, '');
      const image = (await graph.inspectImage(ref))?.id;
      const { digest } = await registry.pushImage({ ref }, collect());
      await remove(ref);
      expect(await registry.pullImage({ ref }, collect())).toEqual({ image, digest });
      expect((await graph.inspectImage(ref))?.tags).toContain(`${ref}:latest`);
      expect(await registry.pullImage({ ref: `${ref}@${digest}` }, collect())).toEqual({ image, digest });
    });

    it('does not give what it does not have', async () => {
      const ref = `${opened.open}/${uniqueName('nowhere')}:1`;
      await expectCode(subject.host.registry.pullImage({ ref }, collect()), 'host-not-found');
      const io = collect();
      await expectCode(subject.host.registry.pushImage({ ref }, io), 'host-refused');
      expect(io.output.text('stderr')).not.toBe('');
    });

    it('lets in who has credentials', async () => {
      const { registry } = subject.host;
      const { credentials } = opened;
      const ref = await tagFor(opened.closed);
      const { digest } = await registry.pushImage({ ref, credentials }, collect());
      expect(await registry.pullImage({ ref, credentials }, collect())).toMatchObject({ digest });
    });

    it('keeps out who has none or wrong ones, and tells no secret', async () => {
      const { registry } = subject.host;
      const ref = await tagFor(opened.closed);
      const io = collect();
      await expectCode(registry.pushImage({ ref }, io), 'host-refused');
      const credentials = { username: 'longshore', password: uniqueName('secret') };
      const refusals = await Promise.allSettled([
        registry.pushImage({ ref, credentials }, io),
        registry.pullImage({ ref, credentials }, io),
      ]);
      for (const refusal of refusals) {
        expect(refusal).toMatchObject({ status: 'rejected', reason: { code: 'host-refused' } });
        expect(JSON.stringify(refusal, ['reason', 'message', 'cause', 'stack'])).not.toContain(credentials.password);
      }
      expect(io.output.text('stdout') + io.output.text('stderr')).not.toContain(credentials.password);
    });

    it('does nothing once it is aborted', async () => {
      const reason = new Error('too late');
      const signal = AbortSignal.abort(reason);
      const ref = `${opened.open}/${uniqueName('nowhere')}:1`;
      await expect(subject.host.registry.pullImage({ ref }, collect(signal))).rejects.toBe(reason);
      await expect(subject.host.registry.pushImage({ ref }, collect(signal))).rejects.toBe(reason);
    });
  });
}
