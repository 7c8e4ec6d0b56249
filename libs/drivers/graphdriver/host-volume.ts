import type { VolumeInspectInfo } from 'dockerode';
import type { HostVolume } from '#engine';

/** Reads what the engine says of a volume. */
export function fromEngineVolume(info: VolumeInspectInfo): HostVolume {
  return { name: info.Name, driver: info.Driver, labels: info.Labels ?? {}, options: info.Options ?? {} };
}
