import type { Deal } from './deals';
import type { Random } from './random';

const PAINS = [
  'They lose {n} days a month reconciling orders by hand.',
  'Late deliveries that nobody sees coming; they measure {n} percent of orders.',
  'Month end takes {n} people a week because two lists never agree.',
  'Their team of {n} types every order twice.',
  'Complaints went up by {n} percent since the second site opened.',
  'Their report for the board is {n} days old when it is read.',
];
const ASKS = [
  'Wants to see how the hand-off works.',
  'Asked how the price changes above {m} users.',
  'Security review is with their IT manager, answer expected next week.',
  'Needs a one-page summary for the finance director.',
  'Will come back after their planning meeting.',
  'Decision needs the operating officer and procurement.',
  'Compared us with another vendor; our reporting kept us in.',
  'Criteria are time to value and support.',
  'Budget is decided in the quarterly round.',
];
const MISSED = [
  'Nobody joined; left a message.',
  'Did not pick up. Will try again on Thursday.',
  'Waited ten minutes, then wrote to ask for another date.',
  'Assistant said they were called away; new date to follow.',
];
const WON = [
  'Terms agreed on the phone, they sign this week.',
  'Procurement has released the order.',
  'Went through start dates and who needs access first.',
];
const LOST: Readonly<Record<string, readonly string[]>> = {
  price: ['The price is above what they have; no room this year.', 'A cheaper offer is on the table.'],
  'no decision': [
    'They cannot agree among themselves and leave things as they are.',
    'The project has no sponsor any more.',
  ],
  competitor: ['They lean to the other vendor.', 'The other vendor is already in one of their sites.'],
  timing: ['Not before next year, a reorganisation comes first.', 'Everything is stopped until the audit is over.'],
  'missing feature': [
    'What they need most we do not have.',
    'Without the interface to their warehouse it is no use to them.',
  ],
};
const LOST_UNSAID = ['Sounded distant, no answer on the next step.', 'Said they would call and did not.'];

/** What a rep writes down after a call or meeting; the last one of a closed deal fits how it ended. */
export function noteOf(random: Random, deal: Deal, missed: boolean, last: boolean): string {
  if (missed) return random.chance(0.4) ? random.pick(MISSED) : '';
  if (random.chance(0.2)) return '';
  if (last && deal.outcome === 'won') return random.pick(WON);
  if (last && deal.outcome === 'lost') return random.pick(LOST[deal.lossReason] ?? LOST_UNSAID);
  const numbers = { n: random.int(2, 14), m: 50 * random.int(1, 12) };
  const said = random.chance(0.6)
    ? `${random.pick(PAINS)} ${random.pick(ASKS)}`
    : random.pick(random.chance(0.5) ? PAINS : ASKS);
  return said.replace('{n}', String(numbers.n)).replace('{m}', String(numbers.m));
}
