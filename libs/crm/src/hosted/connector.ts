import type { RecordType } from '@salesagent/canon/sales';
import type { TranslationProblem } from '../mapping/problems';
import type {
  CrmConnector,
  CrmWrite,
  FieldValues,
  RecordState,
  StatePage,
  WriteOutcome,
  WriteResult,
  Writer,
} from '../port';
import type { CanonMapping } from './canon-mapping';
import type { HostedCrm, HostedRecord, MayBegin, Probe, Timing } from './port';
import { previewed } from './previewed';
import { recordStates } from './record-states';
import { WindowedWrites } from './windowed-writes';
import type { WriteJournal } from './write-journal';

export interface HostedParts {
  crm: HostedCrm;
  mapping: CanonMapping;
  timing: Timing;
  journal: WriteJournal;
  /** Called when a write of ours met a person's value and it was put back. */
  onRestored?: (write: CrmWrite, restored: WriteResult['restored']) => void;
  /** Called for values that the mapping gives no meaning; their fields are not known. */
  onProblem?: (problem: TranslationProblem) => void;
}

/** A hosted CRM in canon: its adapter, read and written through the company's mapping. */
export class HostedConnector implements CrmConnector {
  private readonly writes: WindowedWrites;

  constructor(private readonly parts: HostedParts) {
    this.writes = new WindowedWrites(parts);
  }

  get conditionalWrite() {
    return this.parts.crm.conditionalWrite;
  }

  types(): readonly RecordType[] {
    return this.parts.mapping.types();
  }

  position(): Promise<string> {
    return this.parts.crm.position(this.parts.mapping.selections());
  }

  /** A type may come from several objects, which are read one after the other. */
  async backfill(type: RecordType, cursor: string | null): Promise<StatePage> {
    const selections = this.parts.mapping.selectionsOf(type);
    const at = cursor === null ? { object: 0, cursor: null } : (JSON.parse(cursor) as BackfillCursor);
    const selection = selections[at.object];
    if (!selection) return { states: [], cursor: JSON.stringify(at), more: false };
    const page = await this.parts.crm.backfill(selection, at.cursor);
    const next: BackfillCursor = page.more
      ? { object: at.object, cursor: page.cursor }
      : { object: at.object + 1, cursor: null };
    return {
      states: (await this.statesOf(page.records)).filter((state) => state.type === type && state.state === 'live'),
      cursor: JSON.stringify(next),
      more: next.object < selections.length,
    };
  }

  async changesSince(cursor: string): Promise<StatePage> {
    const page = await this.parts.crm.changesSince(this.parts.mapping.selections(), cursor);
    return { states: await this.statesOf(page.records), cursor: page.cursor, more: page.more };
  }

  async read(type: RecordType, ids: readonly string[]): Promise<Map<string, RecordState>> {
    const found = new Map<string, RecordState>();
    for (const selection of this.parts.mapping.selectionsOf(type)) {
      const missing = ids.filter((id) => !found.has(id));
      if (missing.length === 0) break;
      const records = await this.parts.crm.read(selection, missing, 'background');
      for (const state of await this.statesOf(records)) if (state.type === type) found.set(state.id, state);
    }
    return found;
  }

  writeMany(writes: readonly CrmWrite[], _writer: Writer, mayBegin?: MayBegin): Promise<WriteOutcome[]> {
    return this.writes.write(writes, mayBegin);
  }

  async begun(keys: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.parts.journal.find(keys)).keys());
  }

  holds(type: RecordType, field: string): boolean {
    return this.parts.mapping.holds(type, field);
  }

  recordsOf(object: string, id: string): { type: RecordType; id: string }[] {
    const { mapping } = this.parts;
    return mapping
      .types()
      .filter((type) => mapping.selectionsOf(type).some((selection) => selection.object === object))
      .map((type) => ({ type, id }));
  }

  probes(): Promise<Probe[]> {
    return this.parts.crm.probes();
  }

  preview(writes: readonly CrmWrite[]): Promise<{ object: string; values: FieldValues }[]> {
    return previewed(this.parts, writes);
  }

  private statesOf(records: readonly HostedRecord[]): Promise<RecordState[]> {
    return recordStates(this.parts, records);
  }
}

interface BackfillCursor {
  /** Which of the type's objects. */
  object: number;
  cursor: string | null;
}
