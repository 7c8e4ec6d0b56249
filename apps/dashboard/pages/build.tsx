import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { WholeBuild } from '../api/answers.js';
import { dataOf, rest } from '../api/client.js';
import { Answer } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Id, shortId, Text } from '../parts/text.js';
import { Values } from '../parts/values.js';
import { Lasted } from '../parts/when.js';
import '../styles/builds.css';
import { useBuildWords } from '../words/build-words.js';
import { BuildSteps } from './builds/build-steps.js';

/** One build: its steps with time, size and cache, what each wrote, and what went in. */
export function BuildPage() {
  const { id = '' } = useParams({ strict: false });
  const build = useQuery({
    queryKey: ['build', { id }],
    queryFn: () => dataOf(rest.GET('/v1/builds/{id}', { params: { path: { id } } })),
  });
  return <Answer to={build}>{(found) => <BuildDetails key={found.id} build={found} />}</Answer>;
}

function BuildDetails({ build }: { readonly build: WholeBuild }) {
  const { build: words } = useBuildWords();
  const name = build.tags.join(' ') || shortId(build.id);
  return (
    <Page
      title={`${words.build} ${name}`.slice(0, 120)}
      heading={
        <>
          {words.build} <Text>{name}</Text>
        </>
      }
      lead={<Lead build={build} />}
      actions={<Actions build={build} />}
    >
      {build.error && (
        <div className="failure">
          <p>
            <strong>{build.error.code}</strong> <Text>{build.error.message}</Text>
          </p>
        </div>
      )}
      {build.starts > 1 && <p className="notice">{words.repeated(String(build.starts))}</p>}
      <Section title={words.steps}>
        <BuildSteps build={build} />
      </Section>
      <div className="columns">
        <Section title={words.inputs}>
          <Values of={build.inputs} none="" />
        </Section>
        <Section title={words.bases}>
          <Bases bases={build.bases} />
        </Section>
      </div>
    </Page>
  );
}

function Lead({ build }: { readonly build: WholeBuild }) {
  const { build: words } = useBuildWords();
  const { cache, progress } = build;
  return (
    <>
      <State of={build.outcome} />
      <span>
        <Text>{build.actor}</Text> · <Text>{build.host}</Text> · {build.builder}
      </span>
      {build.startedAt !== null && <Lasted from={build.startedAt} to={build.endedAt} />}
      {build.endedAt === null ? (
        <span>{words.progress(String(progress.done), String(progress.of))}</span>
      ) : (
        cache.of > 0 && <span>{words.cache(String(cache.hits), String(cache.of))}</span>
      )}
      {build.parent !== null && (
        <span>
          {words.parent}{' '}
          <Link to="/jobs/$id" params={{ id: build.parent }}>
            {shortId(build.parent)}
          </Link>
        </span>
      )}
    </>
  );
}

function Actions({ build }: { readonly build: WholeBuild }) {
  const { build: words } = useBuildWords();
  return (
    <>
      <Link to="/jobs/$id" params={{ id: build.id }} className="button">
        {words.job}
      </Link>
      {build.image !== null && (
        <>
          <a
            className="button"
            href={`/v1/builds/${build.id}/provenance`}
            download={`${shortId(build.image)}.provenance.json`}
          >
            {words.provenance}
          </a>
          <Link to="/images/$id" params={{ id: build.image }} className="button">
            {words.image}
          </Link>
        </>
      )}
    </>
  );
}

function Bases({ bases }: Pick<WholeBuild, 'bases'>) {
  const { build: words } = useBuildWords();
  return (
    <ul className="lines">
      {bases.map(({ stage, name, image, digests }) => (
        <li key={`${stage} ${name}`}>
          <span className="line-main">
            <Text>{name}</Text>
            <span className="hint">
              {image === null ? (
                words.unknownBase
              ) : (
                <Link to="/images/$id" params={{ id: image }}>
                  <Id>{image}</Id>
                </Link>
              )}{' '}
              <Text>{digests.join(' ')}</Text>
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
