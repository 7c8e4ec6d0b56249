import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { BatchItem, WholeBatch } from '../../api/answers.js';
import { Id, shortId, Text } from '../../parts/text.js';
import { duration, When } from '../../parts/when.js';
import { useBuildWords } from '../../words/build-words.js';

interface Props {
  readonly batch: WholeBatch;
  readonly item: BatchItem;
}

/** All that is known of one build of a batch. */
export function BuildFacts({ batch, item }: Props) {
  const { batch: words } = useBuildWords();
  const { job, image, sharedWith, expectedSeconds, progress } = item;
  return (
    <>
      {item.warnings.map((warning) => (
        <p key={warning} className="hint warning">
          <Text>{warning}</Text>
        </p>
      ))}
      <dl className="facts">
        {item.why && <Fact name={words.why}>{<Text>{words.whyOf(item.why)}</Text>}</Fact>}
        {item.reason !== null && <Fact name={words.reason}>{<Text>{item.reason}</Text>}</Fact>}
        {progress.current !== null && <Fact name={words.current}>{<Text>{progress.current}</Text>}</Fact>}
        {job !== null && (
          <Fact name={words.job}>
            <Link to="/builds/$id" params={{ id: job }}>
              {words.record}
            </Link>
            {' · '}
            <Link to="/jobs/$id" params={{ id: job }}>
              {shortId(job)}
            </Link>
          </Fact>
        )}
        {image !== null && (
          <Fact name={words.image}>
            <Link to="/images/$id" params={{ id: image }}>
              <Id>{image}</Id>
            </Link>
          </Fact>
        )}
        {sharedWith && (
          <Fact name={words.sharedWith}>
            {sharedWith.batch === batch.id ? (
              <Text>{sharedWith.build}</Text>
            ) : (
              <Link to="/batches/$id" params={{ id: sharedWith.batch }} search={{ build: sharedWith.build }}>
                <Text>{sharedWith.build}</Text>
              </Link>
            )}
          </Fact>
        )}
        {expectedSeconds !== null && <Fact name={words.took}>{words.expected(duration(expectedSeconds * 1_000))}</Fact>}
        <Texts name={words.tags} of={item.tags} />
        <Texts name={words.needs} of={item.needs.map(({ build }) => build)} />
        <Texts name={words.bases} of={item.bases} />
        <Attempts attempts={item.attempts} />
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Texts({ name, of: texts }: { readonly name: string; readonly of: readonly string[] }) {
  return (
    texts.length > 0 && (
      <Fact name={name}>
        <Text>{texts.join(', ')}</Text>
      </Fact>
    )
  );
}

/** One attempt that went well needs no list. */
function Attempts({ attempts }: Pick<BatchItem, 'attempts'>) {
  const { batch: words } = useBuildWords();
  if (attempts.length === 0) return null;
  return (
    <Fact name={words.attempts}>
      <ol>
        {attempts.map(({ number, host, job, dispatchedAt, reason }) => (
          <li key={number}>
            <Link to="/jobs/$id" params={{ id: job }}>
              <Text>{words.attempt(String(number), host)}</Text>
            </Link>{' '}
            <When time={dispatchedAt} /> {reason !== undefined && <Text>{reason}</Text>}
          </li>
        ))}
      </ol>
    </Fact>
  );
}
