import type { WinCurve } from '@salesagent/canon/events';
import type { RecordRef, RecordType } from '@salesagent/canon/sales';
import type { MirrorReader } from '@salesagent/mirror';
import type { Playbook, Section } from '@salesagent/playbook';
import type { Action, GatherContext, Tally } from './define';
import { NO_DOCUMENTS, type DocumentQuestion, type Documents, type Found } from './documents';
import { TurnedDown } from './read-before';
import { streamOf } from './reconcile';

/** What one batch of evaluations reads, shared by all of them. */
export interface BatchSources {
  mirror: MirrorReader;
  businessDate: string;
  winCurve: WinCurve | null;
  playbook: Playbook;
  /** Key: `{record}\n{event}`. */
  tallies: ReadonlyMap<string, Tally>;
  /** By stream, `{action}:{record}`; none where absent. */
  turnedDown?: ReadonlyMap<string, TurnedDown>;
  holds(type: RecordType, field?: string): Promise<boolean>;
  open(value: unknown): Promise<unknown>;
  /** None where absent. */
  documents?: Documents;
}

const NOTHING = new TurnedDown();
const NEVER: Tally = { count: 0, firstAt: null, lastAt: null };

/** Contexts for `gather` that share what was computed once; one a batch. */
export class BatchContext {
  private readonly memo = new Map<string, Promise<unknown>>();
  constructor(readonly sources: BatchSources) {}

  for(section: Section, action: Pick<Action, 'id' | 'asks'>): GatherContext {
    const { mirror, businessDate, winCurve, playbook, tallies, turnedDown, holds, open } = this.sources;
    return {
      mirror,
      businessDate,
      winCurve,
      playbook,
      section,
      open,
      ask: (name, question) => this.ask(action, name, question),
      tally: (ref: RecordRef, event: string) => Promise.resolve(tallies.get(`${ref}\n${event}`) ?? NEVER),
      turnedDown: (ref) => turnedDown?.get(streamOf({ action: action.id, subject: ref })) ?? NOTHING,
      holds: (type, field) => this.once(`holds ${type} ${field ?? ''}`, () => holds(type, field)),
      once: <T>(key: string, make: () => Promise<T>) => this.once(`${section.id} ${key}`, make),
    };
  }

  private ask(action: Pick<Action, 'id' | 'asks'>, name: string, question: DocumentQuestion): Promise<Found> {
    const ask = action.asks?.[name];
    if (!ask) throw new Error(`${action.id} asks documents for "${name}", which its definition does not declare`);
    const { documents = NO_DOCUMENTS, businessDate } = this.sources;
    const key = `asks ${action.id} ${name} ${JSON.stringify(question)}`;
    return this.once(key, () => documents.find(ask, question, businessDate));
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.memo.get(key) ?? make();
    this.memo.set(key, known);
    return known as Promise<T>;
  }
}
