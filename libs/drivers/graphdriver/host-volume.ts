import type { VolumeInspectInfo } from 'dockerode';
import type { HostVolume } from '#engine';

/** What the engine says of a volume; dockerode's types do not know its age. */
export interface EngineVolume extends VolumeInspectInfo {
  readonly CreatedAt?: string;
}

/** Reads what the engine says of a volume. */
export function fromEngineVolume(info: EngineVolume): HostVolume {
  return {
    name: info.Name,
    driver: info.Driver,
    labels: info.Labels ?? {},
    options: info.Options ?? {},
    ...(info.CreatedAt && { createdAt: info.CreatedAt }),
  };
}
