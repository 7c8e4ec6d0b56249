import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { dataOf, rest } from '../api/client.js';
import { Answer } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { remember, remembered } from '../parts/remembered.js';
import { useSettled } from '../parts/use-settled.js';
import '../styles/builds.css';
import { useBuildWords } from '../words/build-words.js';
import { BuildText } from './dockerfile/build-text.js';
import { Editor, type EditorHandle } from './dockerfile/editor.js';
import { Findings } from './dockerfile/findings.js';
import { blankOptions, ExplainOptions } from './dockerfile/explain-options.js';
import { Stages } from './dockerfile/stages.js';
import { WhatRuns } from './dockerfile/what-runs.js';
import { shellWords } from './run/shell-words.js';

const first = 'FROM busybox\nRUN echo hello > /greeting\nCMD ["cat", "/greeting"]\n';

/** A Dockerfile as one writes it: what it does, what will run, and what is wrong with it. */
export function DockerfilePage() {
  const { dockerfile: words } = useBuildWords();
  const editor = useRef<EditorHandle>(null);
  const [text, setText] = useState(() => remembered('dockerfile') ?? first);
  const [options, setOptions] = useState(blankOptions);
  const asked = useSettled(text);
  const { target, builder, args } = useSettled(options);
  const runArgs = shellWords(args);
  const explanation = useQuery({
    queryKey: ['explain', { asked, target, builder, args }],
    queryFn: ({ signal }) =>
      dataOf(
        rest.POST('/v1/dockerfiles/explain', {
          body: {
            dockerfile: asked,
            buildArgs: {},
            ...(target !== '' && { target }),
            ...(builder !== '' && { builder }),
            ...(runArgs && runArgs.length > 0 && { run: { args: [...runArgs] } }),
          },
          signal,
        }),
      ),
    gcTime: 30_000,
  });
  useEffect(() => remember('dockerfile', asked), [asked]);
  const findings = explanation.data?.findings ?? [];
  return (
    <Page title={words.title} lead={words.lead}>
      <div className="columns">
        <Section title={words.text}>
          <Editor ref={editor} label={words.text} text={text} findings={findings} onChange={setText} />
          <ExplainOptions options={options} stages={explanation.data?.stages ?? []} onChange={setOptions} />
          <BuildText text={text} options={options} isWrong={findings.some(({ severity }) => severity === 'error')} />
        </Section>
        <div>
          <Section title={words.findings}>
            <Answer to={explanation}>
              {(found) => <Findings findings={found.findings} onChosen={(line) => editor.current?.goTo(line)} />}
            </Answer>
          </Section>
          {explanation.data && (
            <>
              <Section title={words.runs}>
                <WhatRuns runs={explanation.data.runs} />
              </Section>
              <Section title={words.stages}>
                <Stages explanation={explanation.data} />
              </Section>
            </>
          )}
        </div>
      </div>
    </Page>
  );
}
