import type { StreamAppend } from '#event-sourcing';
import fc from 'fast-check';
import { byJob, type Circumstances, factOfNetwork, factOfVolume, networkOf, removalOf, volumeOf } from './facts.js';
import { containerVerbs } from './lives/container-verbs.js';
import type { Host, Verb } from './lives/host.js';
import { imageVerbs } from './lives/image-verbs.js';

/** What can happen to the other things: they come, and they go. */
const otherVerbs: Readonly<Record<string, Verb>> = {
  network: ({ networks, circumstances }, which) => {
    const network = networkOf(`net${which}`);
    if (networks.delete(which)) return [removalOf('network', network, circumstances)];
    networks.add(which);
    return [factOfNetwork(network, circumstances)];
  },
  volume: ({ volumes, circumstances }, which) => {
    const volume = volumeOf(`volume${which}`);
    if (volumes.delete(which)) return [removalOf('volume', volume, circumstances)];
    volumes.add(which);
    return [factOfVolume(volume, circumstances)];
  },
};

const verbs = { ...containerVerbs, ...imageVerbs, ...otherVerbs };

/** A wish, which is passed over when it cannot come true on the host as it is then. */
interface Wish {
  readonly host: string;
  readonly verb: string;
  /** Which thing of its kind. */
  readonly which: number;
  /** Another number that it has to do with. */
  readonly other: number;
  readonly isOurs: boolean;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  host: fc.constantFrom('local', 'elsewhere'),
  verb: fc.constantFrom(...Object.keys(verbs)),
  which: fc.nat(2),
  other: fc.nat(2),
  isOurs: fc.boolean(),
});

/**
 * Random lives of containers, images, networks and volumes on two hosts: what each append records, in order. Things are removed
 * and come again; what cannot be (to start what is not there) does not happen.
 */
export const factLives: fc.Arbitrary<readonly (readonly StreamAppend[])[]> = fc
  .array(wish, { minLength: 1, maxLength: 100, size: 'max' })
  .map(liveOn);

const ourJob = '01990000-0000-7000-8000-000000000001';

function liveOn(wishes: readonly Wish[]): readonly (readonly StreamAppend[])[] {
  const hosts = new Map(['local', 'elsewhere'].map((name) => [name, emptyHost()]));
  return wishes.flatMap(({ host: name, verb, which, other, isOurs }) => {
    const circumstances: Circumstances = { host: name, ...(isOurs && { cause: byJob(ourJob) }) };
    const host = { ...(hosts.get(name) ?? emptyHost()), circumstances };
    const appends = verbs[verb]?.(host, which, other) ?? [];
    return appends.length > 0 ? [appends] : [];
  });
}

function emptyHost(): Host {
  return { circumstances: {}, containers: new Map(), images: new Map(), networks: new Set(), volumes: new Set() };
}
