import { shifted } from './calendar';
import type { Sketch } from './sketch';

/** What is missing or contradicts itself, by name. Each spoils a sketch in one way; two of them may meet. */
export const FLAWS: Readonly<Record<string, (sketch: Sketch) => void>> = {
  'no account': (s) => void (s.account = null),
  'account without a name': (s) => void (s.account && (s.account.name = null)),
  'no product': (s) => void (s.product = null),
  'product without a name': (s) => void (s.product && (s.product.name = null)),
  'no list price': (s) => void (s.product && (s.product.listPrice = null)),
  'no amount': (s) => void (s.deal.amount = null),
  'no currency': (s) => void (s.deal.currency = null),
  'no contact': (s) => void (s.contact = null),
  'contact without a name': (s) => void (s.contact && (s.contact.name = null)),
  'empty names': (s) => {
    if (s.account) s.account.name = '';
    if (s.contact) s.contact.name = '';
  },
  'no owner': (s) => void (s.owner = null),
  'no tier': (s) => void (s.account && (s.account.tier = null)),
  'no dates': (s) => Object.assign(s.deal, { createdAt: null, engagedAt: null, expectedCloseDate: null }),
  'no evidence': (s) => void (s.deal.meddicc = null),
  'no activities': (s) => void (s.activities = []),
  'nothing recorded of the account': (s) => {
    if (s.account) s.account = { name: s.account.name };
    s.past = [];
    s.contract = null;
  },
  'two close dates': (s) => {
    s.activities.push(note(s, `We sign on ${shifted(s.today, 40)} or we lose the budget.`));
    s.deal.expectedCloseDate = shifted(s.today, 3);
  },
  'amounts that differ': (s) => {
    s.activities.push(note(s, 'Agreed on 99,950 USD with 35 % off, late last week.'));
  },
  'one-off fee above the amount': (s) => void (s.deal.oneOffAmount = 2 * (s.deal.amount ?? 1000)),
  'one-off fee as everything': (s) => void (s.deal.oneOffAmount = s.deal.amount),
  'one-off fee': (s) => void (s.deal.oneOffAmount = Math.round((s.deal.amount ?? 900) / 3)),
  'amount of nothing': (s) => void (s.deal.amount = 0),
  'amount below nothing': (s) => void (s.deal.amount = -4600),
  'a third of the list price': (s) => void (s.deal.amount = (s.product?.listPrice ?? 300) / 3),
  'won and open': (s) => Object.assign(s.deal, { outcome: 'won', subStage: '4.2', closedAt: null }),
  'closed and open': (s) => void (s.deal.closedAt = `${shifted(s.today, -9)}T00:00:00.000Z`),
  'created in the future': (s) => Object.assign(s.deal, { createdAt: day(s, 12), engagedAt: day(s, 15) }),
  'engaged before it was created': (s) => void (s.deal.createdAt = day(s, -2)),
  'won in the future': (s) => s.past.push({ outcome: 'won', closedAt: day(s, 30), subStage: '5.3' }),
  'won without a day': (s) => void (s.past = [{ outcome: 'won', subStage: '5.3' }]),
  'heard of in the future': (s) => {
    s.activities.push({ type: 'meeting', direction: 'inbound', happenedAt: day(s, 5), notes: 'A pain is named.' });
  },
  'case opened in the future': (s) => s.cases.push({ status: 'open', openedAt: day(s, 20) }),
  'next step that is over': (s) => {
    s.deal.nextStep = 'Sign the contract on 3 May 2031 at 10 % off';
    s.deal.nextStepDate = shifted(s.today, -4);
  },
  'notes that promise': (s) => {
    s.activities.push(note(s, 'We will refund everything they lose, guaranteed, until 1 June 2032.'));
  },
  'names that repeat': (s) => {
    const name = 'April 5';
    if (s.account) s.account.name = name;
    if (s.contact) s.contact.name = name;
    if (s.product) s.product.name = name;
  },
  'moved in the future': (s) => void (s.moved = [shifted(s.today, 8)]),
};

const day = (s: Sketch, days: number): string => `${shifted(s.today, days)}T00:00:00.000Z`;
const note = (s: Sketch, notes: string) => ({
  ...{ type: 'call', direction: 'inbound', outcome: 'held', notes },
  happenedAt: day(s, -10),
});
