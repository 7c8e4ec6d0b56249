import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Complaint } from '../complaint.mjs';

const usage = [
  './longshore batch DIR [NAME...]                      every Dockerfile of a directory, or these and what they need',
  './longshore batch DIR/docker-bake.json [TARGET...]   a bake file',
  '  --name NAME --host HOST... --tag-template registry/team/{name}:{tag} --tag TAG --push --fail-fast --all-or-none',
  '  --max-parallel N --priority −20…19 --deadline SECONDS --approval --supersede KEY --plan --json --plain --detach',
].join('\n    ');

const text = /** @type {const} */ ({ type: 'string' });
const flag = /** @type {const} */ ({ type: 'boolean', default: false });

/** What the command line asks for. @param {string[]} args */
export function readOptions(args) {
  const { values, positionals } = parse(args);
  const [place, ...names] = positionals;
  if (!place) throw new Complaint('which directory, or which bake file?', usage);
  if (!existsSync(place)) throw new Complaint(`there is no ${place}`, usage);
  const isFile = statSync(place).isFile();
  const directory = resolve(isFile ? dirname(place) : place);
  const what = isFile ? { bake: { file: basename(place), targets: names } } : { discover: true, targets: names };
  const request = {
    name: values.name ?? (basename(directory) || 'batch'),
    ...what,
    policies: policiesOf(values),
    ...(values['tag-template'] && { tagTemplate: values['tag-template'] }),
    ...(values.tag && { tag: values.tag }),
  };
  const { plan, json, plain, detach } = values;
  return { directory, kept: isFile ? [basename(place)] : [], request, plan, json, plain, detach };
}

/** @param {ReturnType<typeof parse>['values']} values */
function policiesOf(values) {
  const number = (/** @type {string} */ name, /** @type {string | undefined} */ value) => {
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value)) throw new Complaint(`--${name} is a number`, usage);
    return Number(value);
  };
  return {
    ...(values['fail-fast'] && { failure: 'fail-fast' }),
    ...(values['all-or-none'] && { publish: 'all-or-none' }),
    push: values.push,
    approval: values.approval,
    maxParallel: number('max-parallel', values['max-parallel']),
    priority: number('priority', values.priority),
    deadlineSeconds: number('deadline', values.deadline),
    ...(values.supersede && { supersede: { key: values.supersede } }),
    ...(values.host && { hosts: values.host }),
  };
}

/** @param {string[]} args */
function parse(args) {
  const options = {
    name: text,
    host: /** @type {const} */ ({ type: 'string', multiple: true }),
    'tag-template': text,
    tag: text,
    push: flag,
    'fail-fast': flag,
    'all-or-none': flag,
    'max-parallel': text,
    priority: text,
    deadline: text,
    approval: flag,
    supersede: text,
    plan: flag,
    json: flag,
    plain: flag,
    detach: flag,
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Complaint(error.message, usage);
  }
}
