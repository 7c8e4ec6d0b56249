/** Names by which Nest injects what is known by an interface. */
export const BLOBS = Symbol('BlobStore');
export const HOSTS = Symbol('Hosts');
export const OUTPUTS = Symbol('OutputStore');
export const PROJECTOR = Symbol('Projector');
export const RUNTIME = Symbol('Runtime');
export const SETTINGS = Symbol('Settings');
export const SOURCES = Symbol('SourceFetcher');
export const STORE = Symbol('EventStore');
