import type { RecordedEvent } from '#event-sourcing';
import { type RecordedContent, rowsOfContents } from '../history/contents.js';
import type { NewRows, Part } from './part.js';

/** Builds the tables of bulky details. */
export class ContentsPart implements Part {
  readonly tables = ['contents', 'layers'];
  readonly types = new Set(['ContentRecorded']);
  /** The streams of those that were recorded before: the first time counts. */
  readonly #known = new Set<string>();
  readonly #new: RecordedContent[] = [];

  async take(events: readonly RecordedEvent[]): Promise<void> {
    for (const content of events as readonly RecordedContent[]) {
      if (!this.#known.has(content.stream)) this.#new.push(content);
      this.#known.add(content.stream);
    }
  }

  settled(): NewRows {
    return rowsOfContents(this.#new.splice(0));
  }

  rest(): NewRows {
    return new Map();
  }
}
