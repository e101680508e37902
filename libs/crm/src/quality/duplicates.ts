import type { FieldValues } from '../port';
import { accountLikeness, comparedForm, contactLikeness, type ComparedForm } from './compare';

export interface QualityRecord {
  id: string;
  fields: FieldValues;
  /** When it last changed, ISO 8601; absent where the CRM does not tell. */
  changedAt?: string;
}

/** Two records that may be one. It is proposed; whether they are merged, and which goes on, a person decides. */
export interface DuplicateProposal {
  type: 'account' | 'contact';
  ids: [string, string];
  /** 0 to 1. */
  score: number;
  why: string[];
}

/** Above this a pair is proposed; set on labelled sets other than those of `duplicates.spec.ts`. */
export const PROPOSED_FROM = { account: 0.9, contact: 0.82 } as const;

/** A block larger than this says nothing (every `Bank`): its pairs are not compared. */
const LARGEST_BLOCK = 60;

/**
 * Pairs of records that may be one, the likeliest first. Only records that share a block are compared – a domain, an
 * address, a word of the name or its beginning – so that 100,000 records are not 5,000,000,000 pairs.
 */
export function findDuplicates(
  type: 'account' | 'contact',
  records: readonly QualityRecord[],
  from: number = PROPOSED_FROM[type],
): DuplicateProposal[] {
  const likeness = type === 'account' ? accountLikeness : contactLikeness;
  const keysOf = type === 'account' ? accountKeys : contactKeys;
  const blocks = new Map<string, number[]>();
  const forms = records.map(({ fields }) => comparedForm(fields));
  forms.forEach((form, index) => {
    for (const key of new Set(keysOf(form))) {
      const block = blocks.get(key);
      if (block) block.push(index);
      else blocks.set(key, [index]);
    }
  });
  const seen = new Set<number>();
  const proposals: DuplicateProposal[] = [];
  for (const block of blocks.values()) {
    if (block.length < 2 || block.length > LARGEST_BLOCK) continue;
    for (let i = 0; i < block.length; i += 1) {
      for (let j = i + 1; j < block.length; j += 1) {
        const pair = block[i]! * records.length + block[j]!;
        if (seen.has(pair)) continue;
        seen.add(pair);
        const { score, why } = likeness(forms[block[i]!]!, forms[block[j]!]!);
        if (score >= from) proposals.push({ type, ids: [records[block[i]!]!.id, records[block[j]!]!.id], score, why });
      }
    }
  }
  return proposals.sort((a, b) => b.score - a.score || (a.ids.join() < b.ids.join() ? -1 : 1));
}

function accountKeys({ tokens, domain }: ComparedForm): string[] {
  return [...(domain ? [`domain ${domain}`] : []), ...nameKeys(tokens)];
}

function contactKeys({ tokens, email, phone, account }: ComparedForm): string[] {
  return [
    ...(email ? [`mail ${email}`] : []),
    ...(phone ? [`phone ${phone}`] : []),
    // Names alone are too common: within one account the beginning of a word of the name is enough.
    ...(account ? tokens.map((t) => `account ${account} ${t.slice(0, 3)}`) : []),
    ...(tokens.length > 1 ? [`name ${[...tokens].sort().join(' ')}`] : []),
  ];
}

/** Each word, the beginning of the whole, and its end: a slip of the pen is seldom in all of them. */
function nameKeys(tokens: readonly string[]): string[] {
  const whole = tokens.join('');
  if (whole.length < 2) return [];
  return [...tokens.map((t) => `word ${t}`), `begins ${whole.slice(0, 4)}`, `ends ${whole.slice(-5)}`];
}
