import type { WorkIo } from './output.js';

/** Who we are to a registry. Never recorded. */
export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

/** Moves images between a host and registries. Both directions are content-addressed: repeating one is harmless. */
export interface Registry {
  /** Resolves with the image's id and, when the registry said it, its digest (`sha256:…`). An abort makes the host stop pulling. */
  pullImage(
    pull: { readonly ref: string; readonly platform?: string; readonly credentials?: RegistryCredentials },
    io: WorkIo,
  ): Promise<{ readonly image: string; readonly digest?: string }>;
  pushImage(
    push: { readonly ref: string; readonly credentials?: RegistryCredentials },
    io: WorkIo,
  ): Promise<{ readonly digest: string }>;
}
