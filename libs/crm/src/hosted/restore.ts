import type { CrmWrite, FieldValues } from '../port';
import type { HostedParts } from './connector';
import { CrmUnavailable } from './errors';
import { hitValues, historyOf, type Reading } from './field-edits';
import { groupsOf, slicesOf } from './open-write';
import type { FieldEdit, HostedRecord, HostedValues } from './port';

/** People can edit faster than we put back; after this many rounds the next attempt goes on. */
const ROUNDS = 5;

/** People's values that a write hit, in canon. */
export interface HitValues {
  restored: FieldValues;
  /** The CRM does not accept them any more (a stage that was retired, a rule that is new), so they are not put back. */
  lost: FieldValues;
}

/** A write that is in the CRM: the record as it was before, and what the write was decided on. */
export interface InCrm {
  write: CrmWrite;
  record: HostedRecord;
  reading: Reading;
}

/**
 * Looks at the field history since the readings. Where the last word is ours but a person had written meanwhile, that
 * person's value is put back; and looked at again, for putting back has a window too.
 * @returns for each both empty where nobody was hit, or the CRM keeps no history of the fields; else why it is not known
 */
export async function restoreHitValues(
  parts: HostedParts,
  written: readonly InCrm[],
): Promise<(HitValues | { error: unknown })[]> {
  const all = written.map((one) => new Restoring(parts, one));
  const open = () => all.filter(({ ended }) => !ended);
  for (let round = 1; round <= ROUNDS && open().length > 0; round++) {
    await lookAtHistories(parts, open());
    for (const group of groupsOf(open(), ({ record }) => [record.object]))
      for (const slice of slicesOf(group, parts.crm.writesAtOnce)) await putBack(parts, slice, round);
  }
  for (const { ended, write, fail } of all)
    if (!ended)
      fail(new CrmUnavailable(`people's values in ${write.type}/${write.id} are not all put back yet`, 5_000, true));
  return all.map(({ ended }) => ended!);
}

/** One write whose people's values are being put back. */
class Restoring {
  readonly write: CrmWrite;
  readonly record: HostedRecord;
  readonly reading: Reading;
  readonly history: ReturnType<typeof historyOf>;
  readonly restored: HostedValues = {};
  readonly refused: HostedValues = {};
  /** As of the last look, without what the CRM has refused. */
  hit: HostedValues = {};
  ended: HitValues | { error: unknown } | null = null;

  constructor(parts: HostedParts, { write, record, reading }: InCrm) {
    [this.write, this.record, this.reading] = [write, record, reading];
    this.history = historyOf(parts, write, record, reading);
  }

  look(edits: readonly FieldEdit[]): void {
    const { hosted, wasRead } = this.history;
    const own = edits.filter(({ field }) => hosted.has(field));
    const { hit, putBack } = hitValues(own, this.reading.since, wasRead);
    this.hit = without(hit, this.refused);
    // Also by an earlier attempt.
    Object.assign(this.restored, putBack);
    if (Object.keys(this.hit).length === 0) this.end();
  }

  end = (): void => {
    this.ended = { restored: this.history.inCanon(this.restored), lost: this.history.inCanon(this.refused) };
  };

  fail = (error: unknown): void => {
    this.ended = { error };
  };
}

async function lookAtHistories({ crm }: HostedParts, open: readonly Restoring[]): Promise<void> {
  for (const group of groupsOf(open, ({ record }) => [record.object])) {
    const fields = new Set(group.flatMap(({ history }) => [...history.hosted.keys()]));
    const asked = group.map(({ write, history }) => ({ id: write.id, since: history.since }));
    try {
      const edits = await crm.editsSince(group[0]!.record.object, asked, [...fields]);
      for (const one of group) one.look(edits.get(one.write.id) ?? []);
    } catch (error) {
      for (const one of group) one.fail(error);
    }
  }
}

/** Puts back what was hit, of records of one object. */
async function putBack({ crm }: HostedParts, slice: readonly Restoring[], round: number): Promise<void> {
  try {
    const puts = slice.map((one) => restoring(one, one.hit, `${round}`));
    const outcomes = await crm.write(puts, 'approval');
    for (const [index, one] of slice.entries()) {
      const { outcome } = outcomes[index]!;
      if (outcome === 'written') Object.assign(one.restored, one.hit);
      // Deleted meanwhile: there is no value left to lose.
      if (outcome === 'gone') one.end();
      if (outcome === 'refused') await putBackEach(crm, one, round).catch(one.fail);
    }
  } catch (error) {
    for (const one of slice) one.fail(error);
  }
}

/** One value that is refused does not keep the others from being put back. */
async function putBackEach(crm: HostedParts['crm'], one: Restoring, round: number): Promise<void> {
  const hit = Object.entries(one.hit);
  if (hit.length === 1) return void Object.assign(one.refused, one.hit);
  for (const [field, value] of hit) {
    const put = restoring(one, { [field]: value }, `${round}:${field}`);
    const { outcome } = (await crm.write([put], 'approval'))[0]!;
    if (outcome === 'gone') return one.end();
    Object.assign(outcome === 'refused' ? one.refused : one.restored, { [field]: value });
  }
}

function restoring({ record: { object }, write: { id, key } }: Restoring, values: HostedValues, turn: string) {
  return { object, operation: 'update', id, key: `${key}:restore:${turn}`, values } as const;
}

function without(values: HostedValues, others: HostedValues): HostedValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !(field in others)));
}
