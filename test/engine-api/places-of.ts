import type { Field, Fields } from '#domain';

/** Every place of a table that has a name: `HostConfig.Mounts[].Type`. */
export function placesOf(fields: Fields, place = ''): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const at = place === '' ? name : `${place}.${name}`;
    return [at, ...('ignored' in field ? [] : placesBelow(field, at))];
  });
}

function placesBelow(field: Field, place: string): readonly string[] {
  if ('object' in field) return placesOf(field.object, place);
  if ('listOf' in field) return placesBelow(field.listOf, `${place}[]`);
  return 'mapOf' in field ? placesBelow(field.mapOf, `${place}.*`) : [];
}
