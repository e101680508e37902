/** A choice field that the company's CRM is asked to make. */
export interface NewField {
  name: string;
  label: string;
  description: string;
  /** In order; value and label are the same word. */
  options: readonly string[];
}

/** What became of one field. */
export interface FieldOutcome {
  name: string;
  /** `there`: it was there before, with these options. */
  outcome: 'created' | 'there' | 'refused';
  /** Why it was refused, or why this sign-in does not see or write it though it is there. */
  why?: string;
  remedy?: string;
}

/** A CRM in which fields can be made. The same request again finds what the first one made. */
export interface FieldMaking {
  /** @throws CrmForbidden where the sign-in itself is refused, CrmUnavailable: some may be made, ask again */
  createFields(object: string, fields: readonly NewField[]): Promise<FieldOutcome[]>;
}

export const hasOptions = (offered: readonly { value: string }[], wanted: readonly string[]): boolean =>
  wanted.every((option) => offered.some(({ value }) => value === option));

/** The name is taken by something else; writing to it would mix the two. */
export const taken = (name: string): FieldOutcome => ({
  ...{ name, outcome: 'refused', why: 'a field of this name is there already, with other values' },
  remedy: 'map that field as it is under its letter, or rename it in the CRM and ask again',
});
