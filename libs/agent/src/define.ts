import type { z } from 'zod';
import type { WinCurve } from '@salesagent/canon/events';
import { ACTIONS, type ActionName, type EffectClass, type RecordRef, type RecordType } from '@salesagent/canon/sales';
import type { MirrorReader, MirrorRow } from '@salesagent/mirror';
import type { Playbook, Section } from '@salesagent/playbook';
import type { Decision } from './decision';
import type { Asks, DocumentQuestion, Found } from './documents';
import type { SourceText, TurnedDown } from './read-before';
import type { TextReader } from './reading';
import type { Words } from './words';

/** Mirror fields an action reads; nothing else reaches it. */
export type Needs = Partial<Record<RecordType, readonly string[]>>;

/**
 * What makes an action look again. A record event reaches the subject by its own id, by a reference on the record
 * (`activity.opportunityId`) or by a reference of the subject to it (`opportunity.accountId`); `fields` narrows it
 * to events that set one of them. The three names are company-wide: asked, curve published, import complete.
 */
export type Trigger =
  { event: string; fields?: readonly string[] } | 'ActionRequested' | 'WinCurveFitted' | 'ImportCompleted';

/** How often an event happened to a record, and when first and last (business time). */
export interface Tally {
  count: number;
  firstAt: string | null;
  lastAt: string | null;
}

/** What `gather` may read. All of it is recorded facts; no clock, no network. */
export interface GatherContext {
  mirror: MirrorReader;
  /** The company's business day, `YYYY-MM-DD`. */
  businessDate: string;
  /** Null only for actions that do not declare `uses.winCurve`. */
  winCurve: WinCurve | null;
  playbook: Playbook;
  section: Section;
  /** Events counted because the action declares them in `counts`. */
  tally(ref: RecordRef, event: string): Promise<Tally>;
  /** What people rejected of this action about a record, out of texts that it had read. */
  turnedDown(ref: RecordRef): TurnedDown;
  /** Whether the CRM records this at all: any row of the type, or any with a value in the field. */
  holds(type: RecordType, field?: string): Promise<boolean>;
  /** Computed once for a whole pass (an index, a list of all open deals). */
  once<T>(key: string, make: () => Promise<T>): Promise<T>;
  /**
   * Asks the company's documents what the action declares in `asks`; the same question is asked once in a pass. What it
   * finds belongs into the facts, so that everything later rests on what was found then.
   */
  ask(name: string, question: DocumentQuestion): Promise<Found>;
  /** Opens sealed values inside; null where erased or not permitted. */
  open(value: unknown): Promise<unknown>;
}

export interface ActionDefinition<Facts extends object = object, Rules = unknown, Gathered extends object = Facts> {
  id: ActionName;
  /** The class of what it proposes; the catalogue's first when absent. */
  effect?: EffectClass;
  /** Every threshold the code reads, as the playbook section must hold it. */
  rules: z.ZodType<Rules>;
  needs: Needs;
  /** Events to count per record, for facts that are not a field (a close date pushed twice). */
  counts?: readonly string[];
  uses?: { winCurve?: true };
  /** What it asks the company's documents, by a name of its own; a service reads none unless an action asks. */
  asks?: Asks;
  on: readonly Trigger[];
  /** Agent fields it copies to its subject; the trigger graph is checked against them. */
  writes?: readonly string[];
  /** Whether a customer reads what it drafts; then the playbook's output policy holds, and without one it is off. */
  reader?: 'customer';
  /** Tools that a model may call while it drafts for this action; none unless named here. */
  tools?: readonly string[];
  /** A trigger that leads back to its own writes is allowed when it says why it dies out. */
  damping?: string;
  /** True, or the reason why a row is no subject (any more): "the deal is closed". Pure. */
  eligible?(row: MirrorRow): true | string;
  /** Facts about one subject; null when what they rest on is not there. */
  gather(subject: MirrorRow, context: GatherContext): Promise<Gathered | null> | Gathered | null;
  /**
   * Reads texts that others wrote, with a model where one may be asked, else without; what it finds is checked here and is
   * all that `decide` sees. Outside every transaction. What was gathered is the facts where an action reads nothing.
   */
  read?(gathered: Gathered, rules: Rules, reader: TextReader): Promise<Facts>;
  /** The texts that there are to read, where its proposals have `parts`. */
  texts?(gathered: Gathered): readonly SourceText[];
  /** Pure: facts, playbook rules and the business day in, one decision out. */
  decide(facts: Facts, rules: Rules, businessDate: string): Decision;
  /** Puts words to a decision, from the playbook's templates and the facts only. */
  draft?(decision: Exclude<Decision, { kind: 'nothing' }>, facts: Facts, words: Words): Decision | Promise<Decision>;
}

/** An action with its types forgotten, as the runtime holds it. */
export interface Action extends Omit<ActionDefinition, 'gather' | 'read' | 'texts' | 'decide' | 'draft'> {
  effect: EffectClass;
  subjectType: RecordType;
  gather(subject: MirrorRow, context: GatherContext): Promise<object | null> | object | null;
  read?(gathered: object, rules: unknown, reader: TextReader): Promise<object>;
  texts?(gathered: object): readonly SourceText[];
  decide(facts: object, rules: unknown, businessDate: string): Decision;
  draft?(decision: Exclude<Decision, { kind: 'nothing' }>, facts: object, words: Words): Decision | Promise<Decision>;
}

/** An action is badly defined; found when the service starts and by its spec, never while it runs. */
export class ActionDefinitionError extends Error {
  constructor(action: string, problem: string) {
    super(`Action "${action}": ${problem}`);
    this.name = 'ActionDefinitionError';
  }
}

/** @throws ActionDefinitionError */
export function defineAction<Facts extends object, Rules>(definition: ActionDefinition<Facts, Rules>): Action;
/** One that reads texts: what is gathered is not what is decided on. */
export function defineAction<Facts extends object, Rules, Gathered extends object>(
  definition: ActionDefinition<Facts, Rules, Gathered>,
): Action;
export function defineAction<Facts extends object, Rules, Gathered extends object>(
  definition: ActionDefinition<Facts, Rules, Gathered>,
): Action {
  const entry = ACTIONS[definition.id];
  const fail = (problem: string): never => {
    throw new ActionDefinitionError(definition.id, problem);
  };
  if (entry.subject === ('company' as string)) fail('is about the company: it does not run per record');
  const effect = definition.effect ?? entry.effects[0];
  if (!(entry.effects as readonly EffectClass[]).includes(effect))
    fail(`its row does not allow the effect "${effect}"`);
  if (definition.on.includes('WinCurveFitted') && !definition.uses?.winCurve) {
    fail('is triggered by WinCurveFitted but does not declare uses.winCurve');
  }
  return { ...(definition as unknown as Action), effect, subjectType: entry.subject as RecordType };
}
