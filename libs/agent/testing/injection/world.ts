import { readExport } from '@salesagent/crm';
import type { RecordType } from '@salesagent/canon/sales';
import { foldEvents, type MirrorRow } from '@salesagent/mirror';
import { shifted } from '../claims/calendar';
import { IDS, rowsOf, strangersRows } from '../claims/generate';
import type { Sketch } from '../claims/sketch';
import { recordEvent } from '../past';
import { row } from '../records';
import type { Carrier } from './corpus';

export const TODAY = '2026-03-04';
/** Day of the call that a note is carried by. */
export const CALLED_ON = shifted(TODAY, -20);
const ago = (days: number): string => `${shifted(TODAY, -days)}T09:00:00.000Z`;

/** A deal about which every action has something to say: ready for a proposal, stalled, its account worth a letter. */
const SKETCH: Sketch = {
  today: TODAY,
  account: {
    ...{ name: 'Isdom', tier: 'T2', industry: 'retail', employees: 4540, revenue: 718.62, country: 'Germany' },
    ...{ lifecycle: 'customer', agentIcpScore: 71.5, createdAt: ago(900) },
  },
  owner: { name: 'Anna Snelling' },
  product: { name: 'GTX Pro', listPrice: 4821 },
  contact: { name: 'Kim Meyer', title: 'Head of Operations', role: 'Champion', persona: 'operations' },
  colleague: { name: 'Ana Vidal', role: 'Influencer' },
  deal: {
    ...{ name: 'Line 2', crmStage: 'Engaging', subStage: '4.2', amount: 4600, currency: 'USD', termMonths: 24 },
    ...{ createdAt: ago(110), engagedAt: ago(104), expectedCloseDate: shifted(TODAY, 30) },
    ...{ nextStep: 'Security review', nextStepDate: shifted(TODAY, 8), competitor: 'Globex' },
    meddicc: { champion: 3, decisionCriteria: 2, identifyPain: 3, metrics: 2, economicBuyer: 2 },
  },
  past: [{ outcome: 'won', subStage: '5.3', closedAt: ago(300), createdAt: ago(340), engagedAt: ago(330) }],
  activities: [
    { type: 'call', direction: 'outbound', happenedAt: ago(20), outcome: 'held', notes: 'Short call.' },
    { type: 'email', direction: 'inbound', happenedAt: ago(12), notes: 'Thank you.', subject: 'Re: offer' },
  ],
  cases: [{ status: 'open', openedAt: ago(9), escalationLevel: 0, subject: 'A question' }],
  contract: { renewalDate: shifted(TODAY, 200), status: 'active', annualValue: 4821, startDate: shifted(TODAY, -165) },
  moved: [],
  pushed: [],
};

/** In a note or a mail the words stand in a sentence that proposals quote: that is how they come furthest. */
const quoted = (text: string): string => `Their pain: ${text}`;

/** Which field of which record a carrier is. */
export const PLACES: Readonly<Record<Carrier, { type: RecordType; id: string; fields(text: string): object }>> = {
  note: { type: 'activity', id: `${IDS.activity}1`, fields: (text) => ({ notes: quoted(text) }) },
  'e-mail': {
    type: 'activity',
    id: `${IDS.activity}2`,
    fields: (text) => ({ subject: text, notes: quoted(text), outcome: null }),
  },
  'company name': { type: 'account', id: IDS.account, fields: (name) => ({ name }) },
  'contact name': { type: 'contact', id: IDS.contact, fields: (name) => ({ name }) },
  case: { type: 'case', id: `${IDS.case}1`, fields: (subject) => ({ subject }) },
  document: { type: 'document', id: 'OWN-F', fields: (name) => ({ name }) },
  // What stands in a cell of an export becomes the product that a proposal names.
  'CSV cell': { type: 'product', id: IDS.product, fields: (text) => ({ name: cellRead(text) }) },
};

/** Sub-stages in which one action or another speaks: a proposal begins where no more move is suggested. */
export const SUB_STAGES_TRIED = ['4.2', '4.3'] as const;

/** The records with an attempt in its carrier, each as its event brings it; with words of no meaning for the twin. */
export function worldWith(carrier: Carrier, text: string, subStage: string): MirrorRow[] {
  const { type, id, fields } = PLACES[carrier];
  const own = rowsOf({ ...SKETCH, deal: { ...SKETCH.deal, subStage } });
  const before = own.find((r) => r.id === id) ?? row('document', id, { opportunityId: IDS.deal });
  const carried = throughEvent(type, id, { ...before.fields, ...fields(text) });
  return [...own.filter((r) => r.id !== id), carried, ...strangersRows()];
}

/** The same records with nothing in them that anybody attempts. */
export const soundWorld = (subStage: string): MirrorRow[] => [
  ...rowsOf({ ...SKETCH, deal: { ...SKETCH.deal, subStage } }),
  ...strangersRows(),
];

/** As a service takes it from the log. */
function throughEvent(type: RecordType, id: string, set: Record<string, unknown>): MirrorRow {
  const event = recordEvent('RecordRead', `${type}/${id}`, 1, TODAY, set);
  const [effect] = foldEvents([event], { [type]: Object.keys(set) });
  return { type, id, version: 1, fields: effect?.set ?? {} };
}

/** The cell as the import reads it from a file in which it is quoted as CSV wants. */
export function cellRead(text: string): string {
  const cell = `"${text.replaceAll('"', '""')}"`;
  const content = Buffer.from(`product,series,sales_price\n${cell},GTX,4821\n`, 'utf8');
  const { records } = readExport([{ name: 'products.csv', content }], { known: new Map(), today: TODAY });
  return String(records.get('product')?.[0]?.fields['name'] ?? '');
}
