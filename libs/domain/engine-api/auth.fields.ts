import { type Fields, secret, string } from './fields.js';

/** Who somebody is to a registry. */
export const authConfig: Fields = {
  auth: secret,
  email: string,
  identitytoken: secret,
  password: secret,
  registrytoken: secret,
  serveraddress: string,
  username: string,
};
