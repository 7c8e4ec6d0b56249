export * from './host-observers.js';
