import type { RecordedEvent } from '#event-sourcing';
import { type AuditEvent, AuditFold } from '../audit/audit-fold.js';
import { rowsOf } from '../audit/entry-rows.js';
import { auditEventTypes } from '../audit.projection.js';
import type { NewRows, Part } from './part.js';

/** Builds the audit. */
export class AuditPart implements Part {
  readonly tables = ['audit', 'audit_arguments', 'audit_targets'];
  readonly types = new Set(auditEventTypes);
  readonly #fold = new AuditFold();

  async take(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) this.#fold.take(event as AuditEvent);
  }

  settled(): NewRows {
    return rowsOf(this.#fold.ended());
  }

  rest(): NewRows {
    return rowsOf(this.#fold.rest());
  }
}
