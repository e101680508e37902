import type { FieldValues } from '../port';
import { accountLikeness, comparedForm, contactLikeness, type ComparedForm } from './compare';

export interface QualityRecord {
  id: string;
  fields: FieldValues;
  /** When it last changed, ISO 8601; absent where the CRM does not tell. */
  changedAt?: string;
}

export const DUPLICATE_TYPES = ['account', 'contact'] as const;
export type DuplicateType = (typeof DUPLICATE_TYPES)[number];

/** Two records that may be one. It is proposed; whether they are merged, and which goes on, a person decides. */
export interface DuplicateProposal {
  type: DuplicateType;
  ids: [string, string];
  /** 0 to 1. */
  score: number;
  why: string[];
}

export const PROPOSED_FROM = { account: 0.9, contact: 0.82 } as const;

/** A block larger than this says nothing (every `Bank`): its pairs are not compared. */
const LARGEST_BLOCK = 60;

/** Fields that are compared; nothing else of a record is kept. */
export const COMPARED_FIELDS: Readonly<Record<DuplicateType, readonly string[]>> = {
  account: ['name', 'website', 'country', 'city'],
  contact: ['name', 'email', 'phone', 'accountId'],
};

/**
 * Pairs of records that may be one. Only records that share a block are compared – a domain, an address, a word of the
 * name or its beginning – so that 100,000 records are not 5,000,000,000 pairs. It keeps of each record what it compares,
 * and of the pairs nothing.
 */
export class DuplicateSearch {
  private readonly ids: string[] = [];
  private readonly forms: ComparedForm[] = [];
  private readonly blocks = new Map<string, number[]>();

  constructor(
    readonly type: DuplicateType,
    private readonly from: number = PROPOSED_FROM[type],
  ) {}

  get records(): number {
    return this.ids.length;
  }

  add({ id, fields }: QualityRecord): void {
    const index = this.ids.push(id) - 1;
    const form = comparedForm(fields);
    this.forms.push(form);
    const keys = this.type === 'account' ? accountKeys(form) : contactKeys(form);
    for (const key of new Set(keys)) {
      const block = this.blocks.get(key);
      if (!block) this.blocks.set(key, [index]);
      // One more than is compared tells that there are too many.
      else if (block.length <= LARGEST_BLOCK) block.push(index);
    }
  }

  /** The pairs of one block after the other, so that a long search can be interrupted between two. */
  *search(): Generator<DuplicateProposal[]> {
    const likeness = this.type === 'account' ? accountLikeness : contactLikeness;
    const blocks = [...this.blocks.values()].filter(({ length }) => length > 1 && length <= LARGEST_BLOCK);
    this.blocks.clear();
    const blocksOf: number[][] = this.ids.map(() => []);
    blocks.forEach((block, at) => block.forEach((index) => blocksOf[index]!.push(at)));
    for (const [at, block] of blocks.entries()) {
      const found: DuplicateProposal[] = [];
      for (const [place, i] of block.entries()) {
        for (const j of block.slice(place + 1)) {
          // Records that share several blocks are compared in the first of them.
          if (firstShared(blocksOf[i]!, blocksOf[j]!) !== at) continue;
          const { score, why } = likeness(this.forms[i]!, this.forms[j]!);
          if (score >= this.from) found.push({ type: this.type, ids: [this.ids[i]!, this.ids[j]!], score, why });
        }
      }
      yield found;
    }
  }
}

/** The least number that two ascending lists have in common. */
function firstShared(a: readonly number[], b: readonly number[]): number | null {
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    if (a[i] === b[j]) return a[i]!;
    if (a[i]! < b[j]!) i += 1;
    else j += 1;
  }
  return null;
}

/** All pairs at once, the likeliest first. */
export function findDuplicates(
  type: DuplicateType,
  records: readonly QualityRecord[],
  from: number = PROPOSED_FROM[type],
): DuplicateProposal[] {
  const search = new DuplicateSearch(type, from);
  for (const record of records) search.add(record);
  const proposals = [...search.search()].flat();
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
