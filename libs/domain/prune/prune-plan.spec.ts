import { type Actor, fold } from '#event-sourcing';
import { describe, expect, it } from 'vitest';
import type { PruneEvent, PrunePlanned, RecordedPruneEvent } from './prune-plan.events.js';
import { type ApplyPrunePlan, type PrunePlan, prunePlanDecider, prunePlanOf, stateOfPlan } from './prune-plan.js';

const actor: Actor = { kind: 'token', name: 'alice', token: 't1' };
const data: PrunePlanned = {
  kind: 'images',
  host: 'local',
  filter: { all: false, anonymous: false, labels: [], notLabels: [] },
  items: [{ id: 'sha256:1', names: [], reason: 'dangling', bytes: 5 }],
  bytes: 5,
  more: 0,
};
const planned: PruneEvent = { type: 'PrunePlanned', data };
const applied = (job: string): PruneEvent => ({ type: 'PrunePlanApplied', data: { job } });
const plannedAt = '2026-01-01T00:00:00.000Z';
const hoursLater = (hours: number) => new Date(Date.parse(plannedAt) + hours * 3_600_000);

function recorded(events: readonly PruneEvent[]): readonly RecordedPruneEvent[] {
  return events.map((event, index) => ({
    ...event,
    id: `e${index}`,
    stream: 'prune-plan-p1',
    version: index + 1,
    position: 41 + index,
    time: plannedAt,
    schemaVersion: 1,
    metadata: { actor, correlationId: 'p1' },
  }));
}

function given(...events: readonly PruneEvent[]) {
  const plan = fold<RecordedPruneEvent, PrunePlan | undefined>(prunePlanDecider, recorded(events));
  const apply = ({ job = 'j1', now = hoursLater(1) }: Partial<ApplyPrunePlan> = {}) =>
    prunePlanDecider.decide({ type: 'Apply', job, now }, plan);
  return {
    plan,
    whenApplied: (by: Partial<ApplyPrunePlan> = {}) => ({
      then: (...expected: readonly PruneEvent[]) => expect(apply(by)).toEqual(expected),
      refused: (code: string, message: RegExp) =>
        expect(() => apply(by)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) })),
    }),
  };
}

describe('a prune plan', () => {
  it('is what was planned, by whom and when', () => {
    expect(given(planned).plan).toEqual({ ...data, id: 'p1', actor, plannedAt, version: 1 });
    expect(prunePlanOf(recorded([planned]))).toEqual(given(planned).plan);
    expect(prunePlanOf([])).toBeUndefined();
  });

  it('is applied by a job', () => {
    given(planned).whenApplied({ job: 'j1' }).then(applied('j1'));
    expect(given(planned, applied('j1')).plan).toMatchObject({ job: 'j1', items: data.items, version: 2 });
  });

  it('is applied once: who comes second hears which job has it, and what to do', () =>
    given(planned, applied('j1'))
      .whenApplied({ job: 'j2' })
      .refused('plan-applied', /job j1\..*images\/prune-plan/s));

  it('is not applied when nobody made it', () =>
    given()
      .whenApplied()
      .refused('plan-not-found', /GET \/v1\/prune-plans/));

  it('holds for 24 hours, and no longer', () => {
    given(planned)
      .whenApplied({ now: hoursLater(24) })
      .then(applied('j1'));
    given(planned)
      .whenApplied({ now: hoursLater(24.001) })
      .refused('plan-stale', /24 hours.*POST \/v1\/images\/prune-plan/s);
  });

  it('is open, then applied for ever, or stale', () => {
    const states = (hours: number, ...events: readonly PruneEvent[]) => {
      const { plan } = given(planned, ...events);
      return plan && stateOfPlan(plan, hoursLater(hours));
    };
    expect([states(1), states(25)]).toEqual(['open', 'stale']);
    expect([states(1, applied('j1')), states(25, applied('j1'))]).toEqual(['applied', 'applied']);
  });
});
