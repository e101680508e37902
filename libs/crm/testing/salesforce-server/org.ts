import { EventBus, type Change } from './event-bus';
import { historyRows } from './history-rows';
import { IdSequence } from './ids';
import { LateCommits } from './late-commits';
import { setByName, setByStage } from './opportunity-stage';
import { checked, SalesforceError, seconds, type Row, type Value } from './rows';
import { historyOf, Schema, type SalesforceObject } from './schema';
import { checkUnique } from './unique-values';

/** Who makes a change, and what a change event tells of where it came from. */
export interface Actor {
  userId: string;
  origin: string;
}

/** Refuses values with the message of the org's own rule, or `null`. */
export type ValidationRule = (object: string, row: Row) => string | null;

/** Records of an org, with what Salesforce does at each change: system fields, field history, change events. */
export class Org {
  readonly bus: EventBus;
  readonly rules: ValidationRule[] = [];
  /** How often the next writes of a record find it locked. */
  readonly locks = new Map<string, number>();
  private readonly rows = new Map<string, Map<string, Row>>();
  private readonly ids = new IdSequence();
  private readonly late: LateCommits;

  constructor(
    readonly schema: Schema,
    readonly now: () => Date,
    fate: () => 'told' | 'gap' | 'overflow',
  ) {
    this.bus = new EventBus(now, fate);
    this.late = new LateCommits(now);
  }

  object(name: string): SalesforceObject {
    const object = this.schema.object(name);
    if (object) return object;
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', [], 404);
  }

  table(object: SalesforceObject): Map<string, Row> {
    this.late.settle();
    let table = this.rows.get(object.name);
    if (!table) this.rows.set(object.name, (table = new Map()));
    return table;
  }

  insert(name: string, values: Row, actor: Actor): Row {
    const object = this.object(name);
    const row = this.seed(name, values, actor);
    const told = Object.fromEntries(Object.entries(row).filter(([field, value]) => value !== null && field !== 'Id'));
    this.publish(object, row, 'CREATE', told, actor);
    return row;
  }

  /** A record that was there before anybody listened: no change event tells of it. */
  seed(name: string, values: Row, actor: Actor, given: Row = {}): Row {
    const object = this.object(name);
    const row = this.blank(object, checked(this.schema, object, values, true));
    const stamp = seconds(this.now());
    Object.assign(row, { Id: this.ids.next(object.prefix), CreatedDate: stamp, CreatedById: actor.userId }, given);
    checkUnique(this.schema, object, row, this.table(object).values());
    setByStage(object, row, values, null);
    setByName(object, row);
    this.validate(object, row);
    this.stamp(row, actor, stamp);
    this.table(object).set(String(row['Id']), row);
    return row;
  }

  update(name: string, id: string, values: Row, actor: Actor): Row {
    const object = this.object(name);
    const row = this.live(object, id);
    this.locked(id);
    const set = checked(this.schema, object, values, false);
    const next = { ...row, ...set };
    setByStage(object, next, set, set['StageName'] === row['StageName'] ? null : seconds(this.now()));
    setByName(object, next);
    checkUnique(this.schema, object, next, this.table(object).values());
    this.validate(object, next);
    this.write(object, row, next, actor, seconds(this.now()));
    return row;
  }

  /** An update whose transaction takes `delayMs` to commit: it becomes visible later than its own stamp says. */
  updateLate(name: string, id: string, values: Row, actor: Actor, delayMs: number): void {
    const object = this.object(name);
    const stamp = seconds(this.now());
    this.late.add(delayMs, () => {
      const row = this.table(object).get(id);
      if (!row || row['IsDeleted'] === true) return;
      const next = { ...row, ...checked(this.schema, object, values, false) };
      setByStage(object, next, values, values['StageName'] === row['StageName'] ? null : stamp);
      setByName(object, next);
      this.write(object, row, next, actor, stamp);
    });
  }

  delete(name: string, id: string, actor: Actor): Row {
    const object = this.object(name);
    const row = this.live(object, id);
    this.locked(id);
    row['IsDeleted'] = true;
    this.stamp(row, actor, seconds(this.now()));
    this.publish(object, row, 'DELETE', {}, actor);
    return row;
  }

  /** Out of the recycle bin, as "Empty Recycle Bin" and a hard deletion do: no query tells of it any more. */
  purge(name: string, id: string): void {
    this.table(this.object(name)).delete(id);
  }

  /** The master stays; the other goes to the recycle bin and points to it. What pointed to the other, follows. */
  merge(name: string, masterId: string, otherId: string, actor: Actor): void {
    const object = this.object(name);
    const master = this.live(object, masterId);
    const other = this.delete(name, otherId, actor);
    if (!object.mergeable) throw new SalesforceError('INVALID_TYPE', `${name} cannot be merged`);
    other['MasterRecordId'] = masterId;
    this.write(object, master, { ...master }, actor, seconds(this.now()));
    for (const child of this.schema.all()) {
      for (const field of this.schema.fieldsOf(child).values()) {
        if (field.name === 'MasterRecordId' || !field.references?.includes(object.name)) continue;
        for (const row of [...this.table(child).values()]) {
          if (row[field.name] !== otherId || row['IsDeleted'] === true) continue;
          this.write(child, row, { ...row, [field.name]: masterId }, actor, seconds(this.now()));
        }
      }
    }
  }

  /** A record that may be changed. @throws SalesforceError when it is not there or in the recycle bin */
  live(object: SalesforceObject, id: string): Row {
    const row = this.table(object).get(id);
    if (!row)
      throw new SalesforceError(
        'NOT_FOUND',
        'Provided external ID field does not exist or is not accessible: Id',
        [],
        404,
      );
    if (row['IsDeleted'] === true) throw new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', [], 404);
    return row;
  }

  private blank(object: SalesforceObject, values: Row): Row {
    const row: Row = {};
    for (const field of this.schema.fieldsOf(object).values())
      row[field.name] = field.type === 'boolean' ? false : null;
    return Object.assign(row, values);
  }

  private write(object: SalesforceObject, row: Row, next: Row, actor: Actor, stamp: string): void {
    const changed = Object.keys(next).filter((field) => next[field] !== row[field]);
    const nameOf = (other: string, id: Value): Value => this.rows.get(other)?.get(String(id))?.['Name'] ?? null;
    this.remember(object, historyRows(this.schema, object, { before: row, after: next, actor, stamp }, nameOf));
    Object.assign(row, next);
    this.stamp(row, actor, stamp);
    const values = Object.fromEntries(
      [...changed, 'LastModifiedDate', 'LastModifiedById'].map((field) => [field, row[field] ?? null]),
    );
    this.publish(object, row, 'UPDATE', values, actor);
  }

  private remember(object: SalesforceObject, rows: readonly Row[]): void {
    if (rows.length === 0) return;
    const history = this.object(historyOf(object.name).name);
    for (const row of rows) {
      const id = this.ids.next(history.prefix);
      this.table(history).set(id, { ...this.blank(history, {}), Id: id, ...row });
    }
  }

  /** A commit late in its transaction never moves the stamps back. */
  private stamp(row: Row, actor: Actor, at: string): void {
    const before = row['SystemModstamp'];
    const stamp = typeof before === 'string' && before > at ? before : at;
    Object.assign(row, { LastModifiedDate: stamp, LastModifiedById: actor.userId, SystemModstamp: stamp });
  }

  private validate(object: SalesforceObject, row: Row): void {
    for (const rule of this.rules) {
      const message = rule(object.name, row);
      if (message) throw new SalesforceError('FIELD_CUSTOM_VALIDATION_EXCEPTION', message);
    }
  }

  private locked(id: string): void {
    const times = this.locks.get(id) ?? 0;
    if (times === 0) return;
    this.locks.set(id, times - 1);
    throw new SalesforceError('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record');
  }

  private publish(object: SalesforceObject, row: Row, type: Change['type'], values: Row, actor: Actor): void {
    if (!object.changeEvents) return;
    const { userId: by, origin } = actor;
    this.bus.publish({ object: object.name, id: String(row['Id']), type, values, by, origin });
  }
}
