import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callBodies, type Fields, parameterFields, powersOf } from '#domain';
import { routes } from '../../apps/api/engine-api/routes.js';
import { placesOf } from './places-of.js';

const chapters = readFileSync(new URL('../../docs/engine-api.md', import.meta.url), 'utf8').split(/^#+ /m);

/** The rows of a chapter's table, and its line of fields that are free. */
function rowsOf(title: string): readonly string[] {
  const chapter = chapters.find((text) => text.startsWith(`${title}\n`)) ?? '';
  return chapter.split('\n').filter((line) => /^\| `|^Free: /.test(line));
}

function powerRows(fields: Fields): readonly string[] {
  return powersOf(fields)
    .map(({ field, when, why }) => `| \`${field}\` | ${when} | ${why} |`)
    .toSorted();
}

/** The fields without power. What lies in one that has it counts with it. */
function freeRow(fields: Fields): string {
  const powers = powersOf(fields).map(({ field }) => field.replace(/\.\*$|\[\]$/, ''));
  const places = placesOf(fields);
  const isBelow = (place: string) => (above: string) => place !== above && /^[.[]/.test(place.slice(above.length));
  const free = places.filter((place) => {
    const own = fields[place];
    if (own && 'ignored' in own) return false;
    const isInside = powers.some((power) => place === power || (place.startsWith(power) && isBelow(place)(power)));
    return !isInside && !places.some((other) => other.startsWith(place) && isBelow(other)(place));
  });
  return `Free: ${free
    .toSorted()
    .map((place) => `\`${place}\``)
    .join(', ')}`;
}

describe('docs/engine-api.md', () => {
  it.each(Object.entries(callBodies))('tells of each field of %s what it gives', (call, fields) => {
    const free = freeRow(fields);
    expect(rowsOf(call)).toEqual([...powerRows(fields), ...(free === 'Free: ' ? [] : [free])]);
  });

  it.each(['ImageBuild', 'ImageCreate'])('tells of each parameter of %s that gives power', (call) => {
    const rows = powerRows(parameterFields(call));
    expect(rows.length).toBeGreaterThan(0);
    expect(rowsOf(call)).toEqual(rows);
  });

  it('lists the operations that need the right `host` as a whole', () => {
    const rows = routes
      .filter(({ right }) => right === 'host')
      .map(({ call, power = 'it shows how a host joins the swarm' }) => `| \`${call}\` | ${power} |`);
    expect(rowsOf('Operations')).toEqual(rows);
  });
});
