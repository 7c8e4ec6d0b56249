import type { paths } from '../generated/rest.js';

/** The JSON that a GET answers with. */
type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;
type Item<Path extends keyof paths> = Answer<Path> extends { items: readonly (infer Each)[] } ? Each : never;

export type AuditEntry = Item<'/v1/audit'>;
export type BriefBatch = Answer<'/v1/batches'>['items'][number];
export type WholeBatch = Answer<'/v1/batches/{id}'>;
export type BatchItem = WholeBatch['items'][number];
export type BuildEntry = Item<'/v1/builds'>;
export type WholeBuild = Answer<'/v1/builds/{id}'>;
export type Container = Item<'/v1/containers'>;
export type LifeEntry = Item<'/v1/containers/{id}/history'>;
export type DiskPoint = Answer<'/v1/hosts/{host}/disk'>['points'][number];
export type Difference = Item<'/v1/diff'>;
export type Door = Item<'/v1/doors'>;
export type Drift = Item<'/v1/drift'>;
export type Explanation = paths['/v1/dockerfiles/explain']['post']['responses'][200]['content']['application/json'];
export type Graph = Answer<'/v1/graph'>;
export type Host = Item<'/v1/hosts'>;
export type Image = Item<'/v1/images'>;
export type WholeImage = Answer<'/v1/images/{path}'>;
export type Network = Item<'/v1/networks'>;
export type PrunePlan = Answer<'/v1/prune-plans/{id}'>;
export type Token = Item<'/v1/tokens'>;
export type Cause = Drift['cause'];
