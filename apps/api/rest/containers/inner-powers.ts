import { Inject, Injectable } from '@nestjs/common';
import { mayDo, type PowerField } from '#domain';
import { type Caller, Engine, type Hosts, requireContainer } from '#engine';
import type { Settings } from '#runtime';
import { powersInside } from '../../engine-api/powers-inside.js';
import { HOSTS, SETTINGS } from '../../injection-tokens.js';
import { hostNamed } from '../hosts/host-named.js';

/** A container that somebody is about to enter, or whose network he is about to share. */
export interface EnteredContainer {
  readonly container: string;
  readonly host?: string | undefined;
}

/** Tells what power over its host somebody gets with a container, as the Docker Engine API is judged: who enters it has what it has. */
@Injectable()
export class InnerPowers {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Asks the host, unless the caller may have all power over it. What cannot be judged is refused, and that is recorded. */
  async of(caller: Caller, name: 'exec' | 'run' | 'create', entered: EnteredContainer): Promise<readonly PowerField[]> {
    if (mayDo(caller.rights, 'host')) return [];
    return this.#look(entered).catch((error: unknown) => this.engine.refuse({ caller, name }, error));
  }

  async #look({ container, host: name }: EnteredContainer): Promise<readonly PowerField[]> {
    const host = hostNamed(name, this.hosts);
    const { args } = await requireContainer({ args: { container }, host });
    return host.api ? powersInside(host.api, args.container, { binds: this.settings.binds }) : [];
  }
}
