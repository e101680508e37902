import { MEDDICC, MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { stringify } from 'yaml';
import type { HostedKind, ObjectDescription } from '../hosted/port';
import type { NewField } from '../hosted/custom-fields';
import { compileObjects } from './compiled';
import { candidatesFor } from './discover/match-fields';
import type { MappingFile } from './file-schema';

/** The four levels of evidence as people choose them in the CRM; their place is the level. */
export const EVIDENCE_WORDS = ['Nothing', 'Assumed', 'Said', 'Confirmed'] as const;

/** How one letter of MEDDICC stands in a company's CRM. */
export interface LetterState {
  letter: MeddiccLetter;
  /**
   * `mapped`: read from a field. `made`: the field that is made for it is there, and not mapped yet. `missing`: the
   * mapping reads it from nowhere.
   */
  state: 'mapped' | 'made' | 'missing';
  /** The field that it is read from, or that would be made for it. */
  field: string;
  /** Other fields of the CRM that may be meant. */
  similar: string[];
}

/** The object whose records are deals: the first that the mapping names, else the vendor's own. */
export function dealObject({ crm, records }: Pick<MappingFile, 'crm' | 'records'>): string {
  return records.opportunity?.[0]?.object ?? (crm === 'salesforce' ? 'Opportunity' : 'deals');
}

/** A field as it is made for a letter of MEDDICC; the same whenever it is asked for. */
export function meddiccField(crm: HostedKind, letter: MeddiccLetter): NewField {
  const words = ['meddicc', ...letter.split(/(?=[A-Z])/)];
  const upper = words.map((word, i) => (i === 0 ? 'MEDDICC' : word.charAt(0).toUpperCase() + word.slice(1)));
  return {
    name: crm === 'salesforce' ? `${upper.join('_')}__c` : words.join('_').toLowerCase(),
    label: `MEDDICC ${MEDDICC[letter].toLowerCase()}`,
    description: 'How sure we are: nothing known, assumed by us, said by the customer, or confirmed.',
    options: EVIDENCE_WORDS,
  };
}

/** The letters as mapping and CRM have them, in the order a sales team says them. */
export function letterStates(
  file: Pick<MappingFile, 'crm' | 'company' | 'records'>,
  deal: ObjectDescription | undefined,
): LetterState[] {
  const mapped = new Map<string, string>();
  for (const { type, fields } of compileObjects(file as MappingFile)) {
    if (type !== 'opportunity') continue;
    for (const { canon, source } of fields) mapped.set(canon, source.field ?? source.or?.[0] ?? 'a value of its own');
  }
  const fields = deal?.fields ?? [];
  const candidates = candidatesFor('opportunity', fields, () => []);
  return MEDDICC_LETTERS.map((letter): LetterState => {
    const read = mapped.get(`meddicc.${letter}`);
    if (read !== undefined) return { letter, state: 'mapped', field: read, similar: [] };
    const { name } = meddiccField(file.crm, letter);
    const made = fields.some((field) => field.name === name);
    const similar = candidates
      .filter(({ canon, field }) => canon === `meddicc.${letter}` && field.name !== name)
      .map(({ field }) => field.name);
    return { letter, state: made ? 'made' : 'missing', field: name, similar };
  });
}

/** Lines for `records.opportunity[].fields` of the mapping file. */
export function mappingLines(crm: HostedKind, letters: readonly MeddiccLetter[]): string[] {
  const values = Object.fromEntries(EVIDENCE_WORDS.map((word, level) => [word, level]));
  return letters.map((letter) => {
    const source = { field: meddiccField(crm, letter).name, values };
    return `meddicc.${letter}: ${stringify(source, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim()}`;
  });
}
