import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { dataOf, rest } from '../../api/client.js';
import { CommandLine } from '../../parts/command-line.js';
import { Failure } from '../../parts/outcome.js';
import { useWords } from '../../words/words.js';
import { quoted } from '../job/repeat.js';
import { Field } from './fields.js';

const subnetPattern = /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/;

export function NetworkForm() {
  const { run: words } = useWords();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [subnet, setSubnet] = useState('');
  const [internal, setInternal] = useState(false);
  const isNameWrong = name !== '' && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name);
  const isSubnetWrong = subnet !== '' && !subnetPattern.test(subnet);
  const sending = useMutation({
    mutationFn: () => dataOf(rest.POST('/v1/networks', { body: { name, internal, ...(subnet !== '' && { subnet }) } })),
    onSuccess: ({ id }) => void navigate({ to: '/jobs/$id', params: { id } }),
  });
  const line = [
    'docker',
    'network',
    'create',
    ...(internal ? ['--internal'] : []),
    ...(subnet === '' ? [] : ['--subnet', subnet]),
    name || 'NAME',
  ];
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Field
        label={words.fields.name}
        hint={words.hints.networkName}
        problem={isNameWrong ? words.problems.name : undefined}
        value={name}
        required
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
      />
      <Field
        label={words.subnet}
        hint={words.subnetHint}
        problem={isSubnetWrong ? words.subnetProblem : undefined}
        value={subnet}
        placeholder="10.42.0.0/24"
        autoComplete="off"
        onChange={({ target }) => setSubnet(target.value)}
      />
      <label className="check">
        <input type="checkbox" checked={internal} onChange={({ target }) => setInternal(target.checked)} />{' '}
        {words.internal}
      </label>
      <CommandLine line={line.map(quoted).join(' ')} label={words.asDocker} />
      {sending.error && <Failure error={sending.error} />}
      <button
        type="submit"
        className="main"
        disabled={sending.isPending || name === '' || isNameWrong || isSubnetWrong}
      >
        {words.create}
      </button>
    </form>
  );
}
