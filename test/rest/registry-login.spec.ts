import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { privateRegistry } from './registries.js';
import { type Rest, startRest } from './rest.js';

describe('POST /v1/registries/login', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  it('tells whether a registry lets a user in, and records that it was asked, but no password', async () => {
    const { address: server, credentials } = privateRegistry();
    const { username, password } = credentials;
    const login = (secret: string) =>
      rest.as().post('/v1/registries/login').send({ server, username, password: secret }).expect(200);
    const { body: accepted } = await login(password);
    expect(accepted).toEqual({ job: expect.any(String), isAccepted: true, detail: 'Login Succeeded' });
    const { body: refused } = await login('this is wrong');
    expect(refused).toMatchObject({ isAccepted: false, detail: expect.stringMatching(/unauthorized/i) });
    expect(await rest.job(accepted.job)).toMatchObject({
      name: 'login',
      actor: 'admin',
      status: 0,
      args: { name: server },
      result: { status: 200 },
    });
    expect(JSON.stringify([await rest.job(accepted.job), await rest.job(refused.job)])).not.toMatch(
      new RegExp(`${password}|this is wrong`),
    );
    const reader = await rest.tokenWith(['read']);
    await rest.as(reader).post('/v1/registries/login').send({ server, username, password }).expect(403);
  });
});
