import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { dataOf, rest } from '../../api/client.js';
import { CommandLine } from '../../parts/command-line.js';
import { Failure } from '../../parts/outcome.js';
import type { Words } from '../../words/en.js';
import { useWords } from '../../words/words.js';
import { Field } from './fields.js';
import { dockerLineOf, faultsIn, modeOf, requestOf, type RunDraft } from './run-request.js';

const blank: RunDraft = {
  image: '',
  name: '',
  command: '',
  ports: '',
  network: '',
  volumes: '',
  env: '',
  memory: '',
  rm: false,
  detach: false,
};

export function RunForm() {
  const { run: words } = useWords();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(blank);
  const networks = useQuery({
    queryKey: ['networks', { at: undefined }],
    queryFn: () => dataOf(rest.GET('/v1/networks', { params: { query: { limit: 500 } } })),
  });
  const images = useQuery({
    queryKey: ['images', { names: true }],
    queryFn: () => dataOf(rest.GET('/v1/images', { params: { query: { dangling: 'false', limit: 500 } } })),
  });
  const containers = useQuery({
    queryKey: ['containers', { at: undefined, names: true }],
    queryFn: () => dataOf(rest.GET('/v1/containers', { params: { query: { limit: 1_000 } } })),
  });
  const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
  const faults = faultsIn(
    draft,
    containers.data &&
      networks.data && { containers: namesOf(containers.data.items), networks: namesOf(networks.data.items) },
  );
  const sending = useMutation({
    mutationFn: () => dataOf(rest.POST('/v1/containers', { body: requestOf(draft) })),
    onSuccess: ({ id }) => void navigate({ to: '/jobs/$id', params: { id } }),
  });
  const text = (name: keyof RunDraft & keyof typeof words.fields) => ({
    label: words.fields[name],
    hint: name === 'network' && draft.network !== '' ? words.modes[modeOf(draft.network)] : words.hints[name],
    value: String(draft[name]),
    problem: problemOf(faults, name, words),
    onChange: ({ target }: { readonly target: HTMLInputElement }) => setDraft({ ...draft, [name]: target.value }),
  });
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Field {...text('image')} list="images" required autoComplete="off" />
      <datalist id="images">
        {images.data?.items.flatMap(({ host, tags }) => tags.map((tag) => <option key={host + tag} value={tag} />))}
      </datalist>
      <Field {...text('command')} autoComplete="off" />
      <div className="fields">
        <Field {...text('name')} autoComplete="off" />
        <Field {...text('network')} list="networks" autoComplete="off" />
        <datalist id="networks">
          {networks.data?.items.map(({ host, name }) => (
            <option key={host + name} value={name} />
          ))}
          {containers.data?.items
            .filter(({ state }) => state === 'running')
            .map(({ host, name }) => (
              <option key={`container ${host} ${name}`} value={`container:${name}`} />
            ))}
        </datalist>
        <Field {...text('ports')} autoComplete="off" />
        <Field {...text('volumes')} autoComplete="off" />
        <Field {...text('env')} autoComplete="off" />
        <Field {...text('memory')} inputMode="numeric" autoComplete="off" />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={draft.rm}
          onChange={({ target }) => setDraft({ ...draft, rm: target.checked })}
        />{' '}
        {words.rm}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={draft.detach}
          onChange={({ target }) => setDraft({ ...draft, detach: target.checked })}
        />{' '}
        {words.detach}
      </label>
      <CommandLine line={dockerLineOf(draft)} label={words.asDocker} />
      {sending.error && <Failure error={sending.error} />}
      <button type="submit" className="main" disabled={sending.isPending || Object.keys(faults).length > 0}>
        {words.start}
      </button>
    </form>
  );
}

/** What is wrong with a field, in words; an image that is not named yet is no fault to speak of. */
function problemOf(faults: ReturnType<typeof faultsIn>, name: keyof RunDraft, words: Words['run']): string | undefined {
  const fault = Object.entries(faults).find(([field]) => field === name)?.[1];
  return fault === undefined || fault === 'image' ? undefined : words.problems[fault];
}
