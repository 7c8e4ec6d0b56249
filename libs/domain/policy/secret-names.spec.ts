import { describe, expect, it } from 'vitest';
import { secretsInEnv, secretsInJson } from './secret-names.js';

describe('variables that are named like secrets', () => {
  it('give their values up, others do not', () =>
    expect(secretsInEnv(['DB_PASSWORD=correct horse', 'PATH=/bin', 'API_KEY=', 'SECRET'])).toEqual(['correct horse']));
  it('are kept out as a whole where the value is short or stands everywhere', () =>
    expect(secretsInEnv(['TOKEN=abc', 'PASSWORD_LOGIN=true', 'PASS=12345678901'])).toEqual([
      'TOKEN=abc',
      'PASSWORD_LOGIN=true',
      'PASS=12345678901',
    ]));
  it('are found as they stand in JSON', () => {
    const variables = { DB_PASSWORD: 'with "quotes"', TOKEN: 'a"b', HOME: '/root' };
    const found = secretsInJson(variables);
    expect(found).toEqual(['with "quotes"', String.raw`with \"quotes\"`, String.raw`"TOKEN":"a\"b"`]);
    expect(found.slice(1).every((text) => JSON.stringify(variables).includes(text))).toBe(true);
  });
});
