import { describe, expect, it } from 'vitest';
import { parsePortMapping } from './port-mapping.js';

describe('a published port', () => {
  it.each([
    ['80', { container: 80, protocol: 'tcp' }],
    ['8080:80', { container: 80, protocol: 'tcp', host: 8080 }],
    ['8080:53/udp', { container: 53, protocol: 'udp', host: 8080 }],
    ['127.0.0.1:8080:80', { container: 80, protocol: 'tcp', host: 8080, ip: '127.0.0.1' }],
    ['127.0.0.1::80', { container: 80, protocol: 'tcp', ip: '127.0.0.1' }],
    ['[::1]:8080:80', { container: 80, protocol: 'tcp', host: 8080, ip: '::1' }],
    [':8080', { container: 8080, protocol: 'tcp' }],
  ])('%s is read as docker run reads it', (text, mapping) => expect(parsePortMapping(text)).toEqual(mapping));

  it.each(['', 'http', '0:80', '80:0', '65536', '80/http', '1:2:3', '80-90', '-1:80', '80:', '8080:80:tcp'])(
    '%j is not one',
    (text) => expect(parsePortMapping(text)).toBeUndefined(),
  );
});
