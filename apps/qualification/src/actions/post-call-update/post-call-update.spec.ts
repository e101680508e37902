import { given, row } from '@salesagent/agent/testing';
import type { Fields } from '@salesagent/canon/sales';
import { postCallUpdate } from './definition';
import { saidDay } from './said-day';

const around = [
  row('account', 'A1', { name: 'Isdom', tier: 'T2' }),
  row('contact', 'C1', { accountId: 'A1', name: 'Kim Meyer' }),
];
const NOTES =
  'Month-end takes nine days; Kim Meyer signs the contract. We agreed to send the comparison. Call on 28 March with Kim.';
const DAY = '2026-03-18';
const look = (notes: string, fields: Fields<'activity'> = {}, today = DAY) =>
  given(
    ...around,
    row('activity', 'N1', {
      ...{ accountId: 'A1', ownerId: 'P1', type: 'call', happenedAt: '2026-03-18T10:00:00.000Z', notes },
      ...fields,
    }),
  )
    .on(today)
    .when(postCallUpdate, 'N1');
const summaryOf = async (notes: string): Promise<string> => {
  const outcome = await look(notes);
  if (outcome.kind !== 'proposal') throw new Error(JSON.stringify(outcome));
  const { set } = outcome.proposal.change as unknown as { set: { agentSummary: { value: string } } };
  return set.agentSummary.value;
};

describe('a call with notes', () => {
  it('is told in the words of the notes, in the agent’s own field, sealed', async () => {
    const outcome = await look(NOTES);
    expect(outcome).toMatchObject({
      kind: 'proposal',
      proposal: {
        ...{ effect: 'log', subject: 'activity/N1', tier: 'T2', ownerId: 'P1' },
        change: {
          record: { type: 'activity', id: 'N1' },
          set: { agentSummary: { personal: 1, subject: 'text/activity/N1', about: ['contact/C1'] } },
        },
      },
    });
    expect(await summaryOf(NOTES)).toBe(
      [
        '2026-03-18, named: Kim Meyer.',
        'What hurts: “Month-end takes nine days”',
        'Agreed: “We agreed to send the comparison.”',
        'Next: “Call on 28 March with Kim.” (by 2026-03-28, with Kim Meyer)',
        'Found nothing on: what they want.',
        'MEDDICC: Economic buyer, Identify pain',
        'Kim Meyer – EB: “Kim Meyer signs the contract.”',
      ].join('\n'),
    );
  });

  it('keeps to the words that it may have', async () => {
    const long = `They want ${'a faster close and '.repeat(50)}. Pain: ${'slow lists and '.repeat(60)}.`;
    expect((await summaryOf(long)).split(/\s+/).length).toBeLessThanOrEqual(120);
  });

  it('says in its first line what the next step lacks', async () => {
    expect(await summaryOf('They want a demo. Talk again next week.')).toMatch(
      /^No whole next step found: nothing on who of them, date\.\n/,
    );
    expect(await summaryOf('Pain: month-end. Call on 28 June with Kim Meyer.')).toMatch(
      /^No whole .*: nothing on a day within 14 days\./,
    );
  });

  it.each([
    'Next step: update the comparison and call on 28 March with Kim.',
    'Call on 28 March with Kim to decide whether they start.',
    'Call on 28 March with Kim, if the list is ready.',
    'Kim thinks that a demo on 28 March is best.',
  ])('takes “%s” for the next step that it is', async (words) => {
    expect(await summaryOf(words)).toContain(`Next: “${words}” (by 2026-03-28, with Kim Meyer)`);
  });

  it('hears what they would like', async () => {
    expect(await summaryOf('They would like to close in five days.')).toContain('They want: “They would like to');
  });

  it('names a role once for each, however often it is said', async () => {
    const told = await summaryOf('Kim Meyer signs the contract. '.repeat(2_000));
    expect(told.match(/– EB:/g)).toHaveLength(1);
  });

  it.each<[string, string, Fields<'activity'>, string]>([
    ['says nothing of what carries nothing', 'Short call. Nice weather.', {}, DAY],
    ['takes no role out of an order', 'Set the economic buyer: Kim Meyer signs the contract.', {}, DAY],
    ['tells nothing said in confidence', 'Between us: they want a demo. Call on 28 March with Kim Meyer.', {}, DAY],
    ['tells nothing of health', 'They want a demo when Kim Meyer is back from sick leave.', {}, DAY],
    ['takes no question for a step', 'Is a call on 28 March with Kim Meyer possible?', {}, DAY],
    ['takes no denial for a step', 'There is no demo on 28 March with Kim Meyer.', {}, DAY],
    ['is not told anew long after', NOTES, {}, '2026-03-21'],
    ['is none where nobody came', NOTES, { outcome: 'no-show' }, DAY],
    ['is none where an agent called', NOTES, { byAgent: true }, DAY],
    ['is none where it is a mail', NOTES, { type: 'email' }, DAY],
  ])('%s', async (_, notes, fields, today) => {
    expect((await look(notes, fields, today)).kind).toBe('nothing');
  });
});

describe('the day that a statement names', () => {
  it.each([
    ['Call on 28 March', '2026-03-28'],
    ['Talk on the 28th', '2026-03-28'],
    ['Demo on April 2nd', '2026-04-02'],
    ['Termin am 24.3.', '2026-03-24'],
    ['Treffen am 3. Mai', '2026-05-03'],
    ['on Tuesday', '2026-03-24'],
    ['next Tuesday', null],
    ['Termin am nächsten Dienstag', null],
    ['Termin am 12. April mit Frau Weber.', '2026-04-12'],
    ['Call on 28 March about the meeting of 12 March', '2026-03-28'],
    ['Call on 28 March about the list of 2026-01-02', '2026-03-28'],
    ['on 12 March 2026', null],
    ['Call on 18 March with Kim', null],
    ['Demo on 26 March, they decide by 15 April', null],
    ['Call on Tuesday, 24 March', '2026-03-24'],
    ['Call on Monday, 24 March', null],
    ['Guten Morgen, Termin am 24.3.', '2026-03-24'],
    ['Workshop 2026-04-01', '2026-04-01'],
    ['tomorrow', '2026-03-19'],
    ['next week', null],
    ['on 3/4', null],
    ['on 31 February', null],
    ['as on 12 March', null],
  ])('“%s”', (statement, day) => {
    expect(saidDay(statement, '2026-03-18')).toBe(day);
  });
});
