export { FakeHost, type FakeHostOptions } from './fake-host.js';
export { FakeEventStore } from './fake-event-store.js';
