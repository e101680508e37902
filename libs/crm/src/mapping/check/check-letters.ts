import type { CrmSource } from '../discover/discover';
import type { MappingFile } from '../file-schema';
import { dealObject, letterStates } from '../meddicc-fields';
import type { CheckFinding } from './finding';

/** Letters of MEDDICC that are read from nowhere: what may be meant, or how a field is had for them. */
export function checkLetters(file: MappingFile, { objects }: CrmSource): CheckFinding[] {
  if (!file.records.opportunity?.length) return [];
  const object = dealObject(file);
  const states = letterStates(
    file,
    objects.find(({ name }) => name === object),
  );
  return states.flatMap(({ letter, state, field, similar }): CheckFinding[] => {
    const where = `opportunity.meddicc.${letter}`;
    if (state === 'mapped' || file.ignore.includes(where)) return [];
    const offered = state === 'made' ? [field] : similar;
    const message =
      offered.length > 0 ? `is read from nowhere; the CRM has ${offered.join(', ')}` : 'has no field in the CRM';
    const remedy =
      offered.length > 0
        ? `map it under records.opportunity, or name ${where} under \`ignore:\``
        : `have one made (\`salesagent crm fields request\`), map the field that is used for it, or name ${where} under \`ignore:\``;
    return [{ kind: 'letter-without-field', where, count: 0, of: 0, examples: [], message, remedy }];
  });
}
