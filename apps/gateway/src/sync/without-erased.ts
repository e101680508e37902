import type { ClientBase } from 'pg';
import type { ImportRecord, RecordState } from '@salesagent/crm';
import type { RecordType } from '@salesagent/canon/sales';
import { ErasedPeople } from '../personal-data/erased-people';

/** States without what they say of people who were erased here and are still in the CRM. */
export async function withoutErased(client: ClientBase, states: readonly RecordState[]): Promise<RecordState[]> {
  return left(await ErasedPeople.load(client), recordsOf(states));
}

/** The same of states that are entered: what they tell of people for the first time is remembered, to know them by. */
export async function learningErased(client: ClientBase, states: readonly RecordState[]): Promise<RecordState[]> {
  const erased = await ErasedPeople.load(client);
  const copies = recordsOf(states);
  await erased.learn(client, copies.records.get('contact') ?? []);
  return left(erased, copies);
}

interface Copies {
  states: RecordState[];
  /** Their fields as an import has them, which are the same objects. */
  records: Map<RecordType, ImportRecord[]>;
}

function recordsOf(states: readonly RecordState[]): Copies {
  const copies = states.map((state) => ({ ...state, fields: { ...state.fields } }));
  const records: Copies['records'] = new Map();
  for (const { type, id, fields } of copies) {
    const list = records.get(type) ?? [];
    list.push({ type, id, fields, naturalKey: null, file: 'CRM', line: 0 });
    records.set(type, list);
  }
  return { states: copies, records };
}

function left(erased: ErasedPeople, { states, records }: Copies): RecordState[] {
  const report = { files: [], findings: [], asOf: '' };
  erased.leaveEmpty({ records, naturalKeys: [], report, engagedStage: null });
  return states;
}
