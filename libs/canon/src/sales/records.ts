/**
 * The CRM records the canon knows and their fields. One table for everybody: the Postgres CRM's columns, the
 * fields that events carry, the fields an action may declare in its mirror, and what an import recognises.
 *
 * `kind` is the field's shape on the wire: money and numbers are JSON numbers, dates are `YYYY-MM-DD`,
 * instants are ISO 8601 in UTC, `text[]` is an array of strings, `json` is a plain object.
 * `personal` values are sealed in every event and mirror: `self` under the record itself (a contact, a person),
 * `text` under a subject of its own (`text/{record}`), because free text may speak of several people; the vault
 * keeps whom.
 * `agent` fields belong to agents; people read them. Everything else belongs to people.
 */
export type FieldKind = 'text' | 'number' | 'money' | 'date' | 'instant' | 'boolean' | 'text[]' | 'json' | 'ref';

export interface FieldSpec {
  readonly kind: FieldKind;
  readonly personal?: 'self' | 'text';
  readonly agent?: true;
  /** For `ref`: the record type it points to. */
  readonly to?: string;
}

const text = { kind: 'text' } as const;
const number = { kind: 'number' } as const;
const money = { kind: 'money' } as const;
const date = { kind: 'date' } as const;
const instant = { kind: 'instant' } as const;
const flag = { kind: 'boolean' } as const;
const ref = <T extends string>(to: T) => ({ kind: 'ref', to }) as const;
const personal = { kind: 'text', personal: 'self' } as const;
const freeText = { kind: 'text', personal: 'text' } as const;
const agentNumber = { kind: 'number', agent: true } as const;
const agentText = { kind: 'text', agent: true } as const;
const agentJson = { kind: 'json', agent: true } as const;
const agentFreeText = { kind: 'text', personal: 'text', agent: true } as const;

export const RECORDS = {
  /** People of our own company: reps, managers, operations. */
  person: {
    name: personal,
    email: personal,
    role: text, // 'rep' | 'manager' | 'operations'
    managerId: ref('person'),
    region: text,
    active: flag,
    quotaCarrying: flag,
  },
  product: { name: text, family: text, listPrice: money, recurring: flag },
  account: {
    name: text,
    ownerId: ref('person'),
    parentId: ref('account'),
    tier: text,
    industry: text,
    employees: number,
    revenue: money, // a year, in the company's currency
    country: text,
    city: text,
    website: text,
    foundedYear: number,
    techStack: { kind: 'text[]' },
    segment: text,
    lifecycle: text, // 'prospect' | 'customer' | 'former'
    createdAt: instant,
    agentIcpScore: agentNumber,
    agentAccountScore: agentNumber,
    agentHealthScore: agentNumber,
    agentTierSuggestion: agentText,
  },
  contact: {
    accountId: ref('account'),
    name: personal,
    email: personal,
    phone: personal,
    title: text,
    role: text, // 'EB' | 'Champion' | 'Influencer' | 'Blocker'
    persona: text,
    seniority: text,
    country: text,
    consent: text, // 'express' | 'implied' | 'none'; absent = unknown
    optedOut: flag,
    lastTouchAt: instant,
    createdAt: instant,
  },
  opportunity: {
    name: text,
    accountId: ref('account'),
    ownerId: ref('person'),
    contactId: ref('contact'), // primary contact
    productId: ref('product'),
    type: text, // 'new' | 'expansion' | 'renewal'
    crmStage: text,
    subStage: text,
    outcome: text, // 'won' | 'lost'; absent while open
    amount: money,
    currency: text,
    oneOffAmount: money,
    termMonths: number,
    createdAt: instant,
    engagedAt: instant,
    stageEnteredAt: instant, // when the present stage was entered; absent = not known
    expectedCloseDate: date,
    closedAt: instant,
    lossReason: text,
    competitor: text,
    sourceChannel: text,
    segment: text,
    forecastCategory: text, // 'pipeline' | 'best case' | 'commit'
    nextStep: freeText,
    nextStepDate: date,
    discountAsked: flag,
    meddicc: { kind: 'json' }, // Partial<Record<MeddiccLetter, EvidenceLevel>>
    agentWinProbability: agentNumber,
    agentRisk: agentJson,
    agentMeddicc: agentJson,
    agentMeddiccEvidence: agentFreeText,
    agentSummary: agentText,
  },
  activity: {
    accountId: ref('account'),
    opportunityId: ref('opportunity'),
    contactId: ref('contact'),
    ownerId: ref('person'),
    type: text, // 'call' | 'email' | 'meeting' | 'linkedin' | 'note'
    direction: text, // 'inbound' | 'outbound'
    happenedAt: instant,
    durationMinutes: number,
    outcome: text,
    subject: freeText,
    notes: freeText,
    byAgent: flag,
    agentSummary: agentFreeText,
  },
  case: {
    accountId: ref('account'),
    contactId: ref('contact'),
    category: text,
    priority: text,
    status: text, // 'open' | 'closed'
    openedAt: instant,
    closedAt: instant,
    escalationLevel: number,
    subject: freeText,
  },
  contract: {
    accountId: ref('account'),
    opportunityId: ref('opportunity'),
    startDate: date,
    renewalDate: date,
    endedAt: date,
    annualValue: money,
    currency: text,
    status: text, // 'active' | 'ended'
  },
  task: {
    ownerId: ref('person'),
    accountId: ref('account'),
    opportunityId: ref('opportunity'),
    title: freeText,
    body: freeText,
    dueDate: date,
    status: text, // 'open' | 'done' | 'withdrawn'
    createdBy: text, // 'person' or the action id that wrote it
  },
  document: {
    opportunityId: ref('opportunity'),
    accountId: ref('account'),
    name: text,
    mediaType: text,
    digest: text,
    createdBy: text,
  },
  target: { ownerId: ref('person'), periodStart: date, periodEnd: date, amount: money, currency: text },
} as const satisfies Record<string, Record<string, FieldSpec>>;

export type RecordType = keyof typeof RECORDS;
export const RECORD_TYPES = Object.keys(RECORDS) as RecordType[];
export type FieldOf<R extends RecordType> = keyof (typeof RECORDS)[R] & string;

type ValueOf<S> = S extends { kind: 'number' | 'money' }
  ? number
  : S extends { kind: 'boolean' }
    ? boolean
    : S extends { kind: 'text[]' }
      ? string[]
      : S extends { kind: 'json' }
        ? Record<string, unknown>
        : string;

/** A record as plain values (personal fields opened). Absent and `null` both mean "not known". */
export type Fields<R extends RecordType> = {
  -readonly [F in FieldOf<R>]?: ValueOf<(typeof RECORDS)[R][F]> | null;
};

export function fieldSpec(type: RecordType, field: string): FieldSpec | undefined {
  return (RECORDS[type] as Record<string, FieldSpec>)[field];
}

/** `opportunity/1C1I7A6R`: how a record is named in event keys, subjects, citations and links. */
export type RecordRef = `${RecordType}/${string}`;
export function recordRef(type: RecordType, id: string): RecordRef {
  return `${type}/${id}`;
}
export function parseRecordRef(ref: string): { type: RecordType; id: string } {
  const slash = ref.indexOf('/');
  const type = ref.slice(0, slash) as RecordType;
  if (slash < 1 || !(type in RECORDS)) throw new Error(`"${ref}" names no record: expected {type}/{id}`);
  return { type, id: ref.slice(slash + 1) };
}
