import { splitTag } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Database } from '#prisma';
import type { FactLog } from './fact-log.js';
import { type FactView, viewFact } from './fact-view.js';
import { hostsOf } from './hosts-on-record.js';
import { imagesPresent, ownTags, repositoryOf } from './images-present.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';

/** A repository of a host, with its tags as they were at a moment. */
export interface RepositoryAsOf {
  readonly host: string;
  readonly name: string;
  readonly tags: readonly { readonly tag: string; readonly image: string }[];
}

/** What a tag pointed at for a time. */
export interface TagVersion {
  readonly host: string;
  readonly image: string;
  /** What pointed it there. */
  readonly from: FactView;
  /** What took it from there; null while it points there. */
  readonly until: FactView | null;
}

/** Which repositories; all that are given must hold. */
export interface RepositoryFilter {
  readonly host?: string;
  readonly name?: string;
}

/** A name with its tag, on one host or on all. */
export interface SoughtTag {
  /** `repository:tag` as the engine lists it. */
  readonly name: string;
  readonly host?: string;
}

interface TagRow {
  readonly host: string;
  readonly image: string;
  readonly from: bigint;
  readonly until: bigint | null;
}

/** Reads what names pointed at. */
export class RepositoryQueries {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /** The repositories that had a tag then, by name. */
  async list({ host, name }: RepositoryFilter, wish: PageAsOfWish): Promise<PageAsOf<RepositoryAsOf>> {
    const start = pageStart(wish, { list: 'repositories', host, name }, ['', '']);
    const hosts = await hostsOf(this.database, host);
    const [afterName, afterHost] = start.after ?? ['', ''];
    const rows = await this.database.prisma.$queryRaw<readonly RepositoryAsOf[]>`
      with ${imagesPresent(hosts, start.position)}, tags as (select host, name, image, ${repositoryOf} as repository from named)
      select host, repository as name,
        json_agg(json_build_object('tag', substr(name, length(repository) + 2), 'image', image) order by name collate "C") as tags
      from tags
      where (repository collate "C", host) > (${afterName}, ${afterHost}) and (${name ?? null}::text is null or repository = ${name ?? null}::text)
      group by repository, host
      order by repository collate "C", host
      limit ${wish.limit + 1}`;
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: (row) => [row.name, row.host],
      itemOf: (row) => row,
    });
  }

  /**
   * What a tag pointed at until the moment, the newest first.
   *
   * @throws DomainError `tag-not-found` when it pointed at nothing until then
   */
  async history({ name, host }: SoughtTag, wish: PageAsOfWish): Promise<PageAsOf<TagVersion>> {
    const start = pageStart(wish, { list: 'tag', name, host }, [0]);
    const hosts = [...(await hostsOf(this.database, host))];
    const before = start.after?.[0] ?? start.position + 1;
    const rows = await this.database.prisma.$queryRaw<readonly TagRow[]>`
      select host, image, lower(valid) as from,
        case when upper(valid) <= ${start.position}::bigint then upper(valid) end as until
      from tag_versions
      where name = ${name} and lower(valid) < ${before}::bigint and host = any(${hosts}::text[])
        and not starts_with(name, ${ownTags})
      order by lower(valid) desc limit ${wish.limit + 1}`;
    if (rows.length === 0 && start.after === undefined) throw notFound({ name, host });
    const facts = await this.log.at(rows.flatMap(({ from, until }) => [Number(from), Number(until ?? from)]));
    const viewAt = (position: bigint) => {
      const fact = facts.get(Number(position));
      if (!fact) throw new Error(`The log has no fact at ${position}`);
      return viewFact(fact);
    };
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: ({ from }) => [Number(from)],
      itemOf: ({ from, until, ...row }) => ({
        ...row,
        from: viewAt(from),
        until: until === null ? null : viewAt(until),
      }),
    });
  }
}

function notFound({ name, host }: SoughtTag): DomainError {
  const { repository, tag } = splitTag(name);
  const where = host === undefined ? '' : ` on ${host}`;
  return new DomainError(
    'not-found',
    'tag-not-found',
    `The repository "${repository}" had no tag "${tag}"${where} until that moment. List repositories with GET /v1/repositories.`,
  );
}
