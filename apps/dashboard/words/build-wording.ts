import type { Wording } from './en.js';
import type { buildWords } from './en/builds.js';

/** The words of the pages of builds, in any language. */
export type BuildWords = Wording<typeof buildWords>;
