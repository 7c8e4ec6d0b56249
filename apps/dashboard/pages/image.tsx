import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { WholeImage } from '../api/answers.js';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { bytes } from '../parts/bytes.js';
import { Because } from '../parts/cause.js';
import { Answer } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Id, shortId, Text } from '../parts/text.js';
import { At, When } from '../parts/when.js';
import { Values } from '../parts/values.js';
import { useWords } from '../words/words.js';

/** One image: its layers beside what made each, where it is from, and what its names pointed at before. */
export function ImagePage() {
  const { id = '' } = useParams({ strict: false });
  const at = useAt();
  const image = useQuery({
    queryKey: ['images', { id, at, whole: true }],
    queryFn: () =>
      dataOf(rest.GET('/v1/images/{path}', { params: { path: { path: id, '*': id }, query: moment(at) } })),
  });
  return <Answer to={image}>{(found) => <ImageDetails image={found} />}</Answer>;
}

function ImageDetails({ image }: { readonly image: WholeImage }) {
  const { image: words, images } = useWords();
  const [name = image.id] = image.tags;
  return (
    <Page
      title={name}
      heading={image.tags.length > 0 ? <Text>{image.tags.join(' ')}</Text> : <Id>{image.id}</Id>}
      lead={
        <>
          <State of={image.state} />
          <Id>{image.id}</Id>
          <span className="number">{bytes(image.size)}</span>
          <span>{words.free(bytes(image.uniqueBytes))}</span>
        </>
      }
      actions={
        <Link to="/images/graph" search={{ node: image.id }} className="button">
          {images.graph}
        </Link>
      }
    >
      {image.dangling && (
        <p className="notice">
          {images.reasons[image.dangling.reason]}{' '}
          {image.dangling.previouslyTaggedAs.length > 0 && (
            <>
              {words.before} <Text>{image.dangling.previouslyTaggedAs.join(' ')}</Text>
            </>
          )}
        </p>
      )}
      <Section title={words.layers}>
        <Layers image={image} />
      </Section>
      <div className="columns">
        <Section title={words.origin}>
          <dl className="facts">
            <div>
              <dt>{words.created}</dt>
              <dd>
                <At time={image.createdAt} />
              </dd>
            </div>
            {image.origin?.job && (
              <div>
                <dt>{words.by}</dt>
                <dd>
                  <Link to="/jobs/$id" params={{ id: image.origin.job.id }}>
                    {image.origin.job.name}
                  </Link>{' '}
                  <Text>{image.origin.job.actor}</Text>
                </dd>
              </div>
            )}
            {image.origin?.base && (
              <div>
                <dt>{words.base}</dt>
                <dd>
                  <Link to="/images/$id" params={{ id: image.origin.base.image }}>
                    <Text>{image.origin.base.names.join(' ') || shortId(image.origin.base.image)}</Text>
                  </Link>
                </dd>
              </div>
            )}
            {image.lastUsed && (
              <div>
                <dt>{words.lastUsed}</dt>
                <dd>
                  <Link to="/containers/$id" params={{ id: image.lastUsed.container }}>
                    <Text>{image.lastUsed.name}</Text>
                  </Link>{' '}
                  <When time={image.lastUsed.by.at} />
                </dd>
              </div>
            )}
            <div>
              <dt>{words.since}</dt>
              <dd>
                <Because cause={image.since.cause} actor={image.since.actor} />
              </dd>
            </div>
          </dl>
        </Section>
        <Section title={words.tagHistory}>
          <TagHistory tags={image.tags} />
        </Section>
      </div>
      {image.detail && (
        <Section title={words.configuration}>
          <Values of={image.detail} none="" />
        </Section>
      )}
    </Page>
  );
}

function Layers({ image }: { readonly image: WholeImage }) {
  const { image: words } = useWords();
  const largest = Math.max(1, ...image.layers.map(({ size }) => size));
  if (image.layers.length === 0) return <p className="hint">{words.noLayers}</p>;
  return (
    <ol className="layers">
      {image.layers.map((layer) => (
        <li key={layer.chainId}>
          <meter min={0} max={largest} value={layer.size} aria-label={bytes(layer.size)} />
          <span className="number">{bytes(layer.size)}</span>
          <code className="instruction">
            <Text>{layer.instruction ?? words.unknownInstruction}</Text>
          </code>
          <span className="hint">{layer.others > 0 ? words.shared(String(layer.others)) : ''}</span>
        </li>
      ))}
    </ol>
  );
}

function TagHistory({ tags }: { readonly tags: readonly string[] }) {
  const { image: words } = useWords();
  const at = useAt();
  const names = tags.slice(0, 6).map((tag) => [tag, ...partsOf(tag)] as const);
  const histories = useQueries({
    queries: names.map(([, name, tag]) => ({
      queryKey: ['repositories', { at, name, tag }],
      queryFn: () =>
        dataOf(
          rest.GET('/v1/repositories/{name}/tags/{tag}/history', {
            params: { path: { name, tag }, query: { ...moment(at), limit: 50 } },
          }),
        ),
    })),
  });
  if (names.length === 0) return <p className="hint">{words.noTags}</p>;
  return names.map(([whole], index) => {
    const history = histories[index];
    return (
      <div key={whole}>
        <h3>
          <Text>{whole}</Text>
        </h3>
        {history && (
          <Answer to={history}>
            {({ items }) => (
              <ul className="lines">
                {items.map(({ image, from, until }) => (
                  <li key={from.position}>
                    <Link to="/images/$id" params={{ id: image }} search={{ at: until === null ? at : from.position }}>
                      <Id>{image}</Id>
                    </Link>
                    <span className="line-main">
                      <Because cause={from.cause} actor={from.actor} />
                    </span>
                    <span className="hint">
                      <When time={from.at} />
                      {until === null && ` · ${words.still}`}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Answer>
        )}
      </div>
    );
  });
}

/** The repository and the tag in a name; a port of the registry has a colon too. */
function partsOf(name: string): readonly [string, string] {
  const colon = name.lastIndexOf(':');
  return [name.slice(0, colon), name.slice(colon + 1)];
}
