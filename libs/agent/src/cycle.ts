import { eventDefinition } from '@salesagent/canon/events';
import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import type { Action } from './define';

/** Actions that would wake each other for ever, in order. */
export interface TriggerCycle {
  actions: string[];
  /** `opportunity.agentWinProbability` and the like: what carries the cycle on. */
  through: string[];
}

/** Events that tell of any field of their record; a trigger on one without `fields` is a trigger on all of them. */
const TELLS_ANY = /FieldsRevised$/;

/**
 * Draws the graph from written fields to triggers and returns the cycles that no action on them declares damped.
 * Written are the agent fields an action copies; the CRM tells of them by `…FieldsRevised`.
 */
export function triggerCycles(actions: readonly Action[]): TriggerCycle[] {
  const wakes = new Map(actions.map((from) => [from.id, actions.filter((to) => carriers(from, to).length > 0)]));
  const cycles: TriggerCycle[] = [];
  const walk = (path: Action[]): void => {
    for (const next of wakes.get(path.at(-1)!.id) ?? []) {
      if (next.id === path[0]!.id) {
        if (path.some((a) => a.damping)) continue;
        const ring = [...path, next];
        cycles.push({
          actions: path.map((a) => a.id),
          through: ring.slice(1).flatMap((to, i) => carriers(ring[i]!, to)),
        });
      } else if (next.id > path[0]!.id && !path.includes(next)) walk([...path, next]);
    }
  };
  for (const action of actions) walk([action]);
  return cycles;
}

/** What `from` writes that `to` listens to. */
function carriers(from: Action, to: Action): string[] {
  return (from.writes ?? [])
    .filter((field) =>
      to.on.some(
        (t) =>
          typeof t === 'object' &&
          TELLS_ANY.test(t.event) &&
          entityOf(t.event) === from.subjectType &&
          (!t.fields || t.fields.includes(field)),
      ),
    )
    .map((field) => `${from.subjectType}.${field}`);
}

function entityOf(eventType: string): RecordType | null {
  const entity = eventDefinition(eventType)?.topic.split('.')[1];
  return RECORD_TYPES.find((t) => t === entity) ?? null;
}
