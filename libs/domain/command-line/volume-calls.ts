import type { CallLine } from './call.js';
import { line, whenOn } from './call.js';
import { noFlag, pairs, saidApart, value } from './flags.js';
import { tellPrune } from './image-calls.js';
import type { Flags } from './told.js';

/** How `docker volume create` says what a volume is made from. */
export const volumeFlags: Flags = {
  ClusterVolumeSpec: noFlag,
  Driver: value('--driver'),
  DriverOpts: pairs('--opt'),
  Labels: pairs('--label'),
  Name: saidApart,
};

/** How the CLI says the operations on volumes. */
export const volumeCalls: Readonly<Record<string, CallLine>> = {
  VolumeCreate: line({
    words: 'volume create',
    body: volumeFlags,
    operands: (_, body) => [typeof body['Name'] === 'string' ? body['Name'] : undefined],
  }),
  VolumeDelete: line({
    words: 'volume rm',
    query: { force: whenOn('--force') },
    operands: ({ volume }) => [volume],
  }),
  VolumePrune: ({ query }) => tellPrune('volume', query, ({ isAll }) => isAll),
  VolumeUpdate: line({ words: 'volume update', query: { version: saidApart }, operands: ({ volume }) => [volume] }),
};
