import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Job } from '../../api/client.js';
import { sendBatch } from '../../api/send-batch.js';
import { Failure } from '../../parts/outcome.js';
import { useBuildWords } from '../../words/build-words.js';
import { tarOf } from '../batches/tar.js';
import { Field } from '../run/fields.js';
import type { Options } from './explain-options.js';

interface Props {
  readonly text: string;
  readonly options: Options;
  readonly isWrong: boolean;
}

/** Builds the text as a batch of one, without files. */
export function BuildText({ text, options: { target, builder }, isWrong }: Props) {
  const { dockerfile: words } = useBuildWords();
  const navigate = useNavigate();
  const [tag, setTag] = useState('local/dockerfile:latest');
  const build = {
    name: 'dockerfile',
    dockerfileInline: text,
    tags: tag.trim() === '' ? [] : [tag.trim()],
    ...(target !== '' && { target }),
    ...(builder !== '' && { builder }),
  };
  const sending = useMutation({
    mutationFn: () =>
      sendBatch<Job>('', {
        batch: { name: tag.trim() || 'dockerfile', builds: [build] },
        context: tarOf([]),
        signal: new AbortController().signal,
      }),
    onSuccess: ({ id }) => void navigate({ to: '/batches/$id', params: { id } }),
  });
  return (
    <form
      className="build-text"
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Field
        label={words.tag}
        hint={words.noContext}
        value={tag}
        maxLength={200}
        autoComplete="off"
        onChange={({ target: field }) => setTag(field.value)}
      />
      {sending.error && <Failure error={sending.error} />}
      <button type="submit" className="main" disabled={isWrong || sending.isPending || text.trim() === ''}>
        {words.build}
      </button>
    </form>
  );
}
