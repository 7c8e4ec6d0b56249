/** Names of variables whose values are secret, whoever set them. */
export const secretName = /PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|CREDENTIAL|(?:PRIVATE|API|ACCESS)_?KEY/i;

/** What is shorter, or stands everywhere, could not be taken out of a text without destroying it. */
const shortest = 8;
const common = /^(?:true|false|\d+)$/i;

/**
 * The texts to keep out of a record for variables that are named like secrets (`NAME=value`): their values, or where one is too common
 * to be told from other text, the variable as a whole.
 */
export function secretsInEnv(env: readonly string[]): readonly string[] {
  return env.flatMap((entry) => {
    const at = entry.indexOf('=');
    const [name, value] = [entry.slice(0, at), entry.slice(at + 1)];
    if (at <= 0 || value === '' || !secretName.test(name)) return [];
    return [isTelling(value) ? value : entry];
  });
}

/** The same for variables that stand in a text of JSON: what is to be kept out is what stands there. */
export function secretsInJson(variables: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (typeof value !== 'string' || value === '' || !secretName.test(name)) return [];
    const written = JSON.stringify(value).slice(1, -1);
    return isTelling(value) ? [...new Set([value, written])] : [`${JSON.stringify(name)}:${JSON.stringify(value)}`];
  });
}

function isTelling(value: string): boolean {
  return value.length >= shortest && !common.test(value);
}
