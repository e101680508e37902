import type { ClientBase } from 'pg';
import type { ImportRecord, RecordState } from '@salesagent/crm';
import type { RecordType } from '@salesagent/canon/sales';
import { ErasedPeople } from '../personal-data/erased-people';

/** States without what they say of people who were erased here and are still in the CRM. */
export async function withoutErased(client: ClientBase, states: readonly RecordState[]): Promise<RecordState[]> {
  const erased = await ErasedPeople.load(client);
  const copies = states.map((state) => ({ ...state, fields: { ...state.fields } }));
  const records = new Map<RecordType, ImportRecord[]>();
  for (const { type, id, fields } of copies) {
    const list = records.get(type) ?? [];
    list.push({ type, id, fields, naturalKey: null, file: 'CRM', line: 0 });
    records.set(type, list);
  }
  const report = { files: [], findings: [], asOf: '' };
  await erased.learn(client, records.get('contact') ?? []);
  erased.leaveEmpty({ records, naturalKeys: [], report, engagedStage: null });
  return copies;
}
