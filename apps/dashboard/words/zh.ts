import type { Words } from './en.js';
import { shellWords } from './zh/shell.js';
import { thingsWords } from './zh/things.js';
import { workWords } from './zh/work.js';

export const zh: Words = { ...shellWords, ...thingsWords, ...workWords };
