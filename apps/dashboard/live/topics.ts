/** What the events of a stream change, by the beginning of the stream's name; each is the first part of queries' keys. */
const topics: Readonly<Record<string, readonly string[]>> = {
  batch: ['audit', 'batches', 'jobs'],
  build: ['build'],
  container: [
    'addresses',
    'containers',
    'diff',
    'drift',
    'graph',
    'hosts',
    'images',
    'life',
    'networks',
    'ports',
    'volumes',
  ],
  disk: ['disk'],
  door: ['audit', 'doors'],
  host: ['audit', 'hosts'],
  image: ['diff', 'drift', 'graph', 'hosts', 'images', 'repositories'],
  job: ['audit', 'batches', 'build', 'builds', 'jobs', 'life'],
  network: ['addresses', 'containers', 'diff', 'drift', 'networks'],
  token: ['audit', 'session', 'tokens'],
  volume: ['diff', 'drift', 'volumes'],
};

/** Every topic that a stream's event may change: of a stream that is not known, the audit and the marks of time. */
export function topicsOf(stream: string): readonly string[] {
  return topics[stream.split('-', 1)[0] ?? ''] ?? ['audit', 'plans'];
}
