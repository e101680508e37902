import type { HostedRecord, ObjectDescription } from '../../hosted/port';
import { isEmpty } from '../read-value';
import type { DiscoveredField, NotMapped } from './discover';
import type { DiscoveredStages } from './discover-stages';
import { samplesOf } from './match-fields';
import { isTechnical } from './names';
import { whyNot } from './standard-objects';

/** What of an object has no place in the draft, and why. */
export function leftOver(
  { name, fields }: ObjectDescription,
  records: readonly HostedRecord[],
  known: boolean,
  found: readonly DiscoveredField[],
  stages: DiscoveredStages | null,
): NotMapped[] {
  const of = records.length;
  if (!known || found.length === 0) return [{ object: name, field: null, filled: of, of, why: whyNot(name) }];
  const used = new Set(found.flatMap(({ source }) => [source.field, ...(source.or ?? []), ...(source.join ?? [])]));
  for (const field of [stages?.field, stages?.pipeline, stages?.closed, stages?.won]) if (field) used.add(field);
  return fields
    .filter((f) => !used.has(f.name) && !isTechnical(f.name) && !/^hs_(v2_)?date_(entered|exited)_/.test(f.name))
    .map((f): NotMapped => {
      const filled = samplesOf(records, f.name).filter((v) => !isEmpty(v)).length;
      const rival = found.find((one) => one.also.includes(f.name));
      const why = rival ? `${rival.canon} is read from ${rival.source.field}` : 'canon has no field like it';
      return { object: name, field: f.name, filled, of, why };
    });
}
