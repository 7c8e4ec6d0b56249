import { familiarReference } from '#domain';
import type { Host, Hosts } from '#engine';

/** A host that says nothing for so long counts as away. */
const patienceMs = 10_000;

/** What the hosts build for; undefined of those that do not answer. */
export async function platformsOf(hosts: Hosts): Promise<ReadonlyMap<string, string | undefined>> {
  return ask(hosts, async (host) => {
    const { os, arch } = await host.info();
    return `${os}/${arch}`;
  });
}

/** The names of the images that the hosts have, as they list them; of those that answer. */
export async function imagesOf(hosts: Hosts): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await ask(hosts, async ({ graph }) =>
    (await graph.listImages()).flatMap(({ tags }) => tags.map(familiarReference)),
  );
  return new Map([...found].flatMap(([name, names]) => (names ? [[name, names] as const] : [])));
}

async function ask<Answer>(
  hosts: Hosts,
  question: (host: Host) => Promise<Answer>,
): Promise<ReadonlyMap<string, Answer | undefined>> {
  const answers = [...hosts.values()].map(async (host) => {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    const answer = await Promise.race([question(host).catch(() => undefined), late]);
    clearTimeout(timer);
    return [host.name, answer] as const;
  });
  return new Map(await Promise.all(answers));
}
