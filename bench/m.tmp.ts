import { append } from './append.js';
import { read } from './read.js';
import { report } from './table.js';
await report([await append(), await read()]);
