/** The tables whose rows hold for a time, and what their rows tell besides of what and when. */
export interface VersionTables {
  readonly container_versions: {
    readonly name: string;
    readonly image: string;
    readonly state: string;
    readonly network_mode: string;
  };
  readonly endpoint_versions: {
    readonly network: string;
    readonly network_name: string;
    readonly ipv4: string | null;
    readonly ipv6: string | null;
    readonly mac: string | null;
  };
  readonly image_versions: {
    readonly image: string;
    readonly parent: string | null;
    readonly detail: string;
    readonly size: number;
  };
  readonly mount_versions: { readonly volume: string };
  readonly network_versions: { readonly name: string; readonly driver: string };
  readonly port_versions: {
    readonly protocol: string;
    readonly ip: string;
    readonly port: number;
    readonly container_port: number;
    readonly published: boolean;
  };
  readonly tag_versions: { readonly name: string; readonly image: string };
  readonly volume_versions: { readonly name: string; readonly driver: string };
}

export type VersionTable = keyof VersionTables;

/** What a row of one of the tables tells. */
export type Told = {
  [Table in VersionTable]: { readonly table: Table; readonly columns: VersionTables[Table] };
}[VersionTable];

/** Each table, and whether each fact makes a row of its own there: then readers find what was so in the fact itself. */
export const versionTables: Readonly<Record<VersionTable, { readonly isOfEachFact: boolean }>> = {
  container_versions: { isOfEachFact: true },
  endpoint_versions: { isOfEachFact: false },
  image_versions: { isOfEachFact: true },
  mount_versions: { isOfEachFact: false },
  network_versions: { isOfEachFact: true },
  port_versions: { isOfEachFact: false },
  tag_versions: { isOfEachFact: false },
  volume_versions: { isOfEachFact: true },
};

/** Tells a row from the others that an entity has at the same time. */
export function keyOf({ table, columns }: Told): string {
  switch (table) {
    case 'endpoint_versions':
      return `${table} ${columns.network_name}`;
    case 'mount_versions':
      return `${table} ${columns.volume}`;
    case 'port_versions':
      return `${table} ${columns.port} ${columns.container_port} ${columns.protocol} ${columns.ip}`;
    case 'tag_versions':
      return `${table} ${columns.name}`;
    case 'container_versions':
    case 'image_versions':
    case 'network_versions':
    case 'volume_versions':
      return table;
  }
}
