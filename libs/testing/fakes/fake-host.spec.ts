import { describe } from 'vitest';
import {
  type ContractHost,
  execDriverContract,
  graphDriverContract,
  networkDriverContract,
  registryContract,
} from '#testing/contracts';
import { FakeHost, type FakeHostOptions } from './fake-host.js';

function open(options: FakeHostOptions = {}): ContractHost {
  return { host: new FakeHost(options), image: 'busybox:latest', close: async () => {} };
}

describe('the fake host is', () => {
  execDriverContract(async () => open());
  graphDriverContract(async () => open());
  networkDriverContract(async () => open());
  registryContract(async () => {
    const credentials = { username: 'longshore', password: 'correct horse' };
    const registries = new Map([
      ['open.test:5000', { images: new Map() }],
      ['closed.test:5000', { images: new Map(), credentials }],
    ]);
    return { ...open({ registries }), open: 'open.test:5000', closed: 'closed.test:5000', credentials };
  });
});
