import { resolve } from 'node:path';
import { ACTION_NAMES, ACTIONS, PLANNED_ACTION_NAMES, PLANNED_ACTIONS, STAGES } from '@salesagent/canon/sales';
import { CONDUCT_LIMITS } from '@salesagent/governance';
import { checkPlaybook, passageOf, type Section } from './index';

const { playbook, problems, off } = checkPlaybook(resolve(__dirname, '../../../playbooks'));
const { sections } = playbook;
const wordsOf = (section: Section): string => section.passages.map((p) => p.text).join('\n');

describe('the playbook that ships', () => {
  it('compiles, and switches no action off', () => {
    expect(problems).toEqual([]);
    expect(off).toEqual([]);
  });

  it('has a page for every stage that says when to leave it', () => {
    const pages = sections.filter((s) => s.id.endsWith('/stage'));
    expect(pages.map((s) => Number(s.id[0]))).toEqual(Object.keys(STAGES).map(Number));
    for (const page of pages) {
      expect([page.id, page.passages.some((p) => /^Exit criteria/.test(p.heading))]).toEqual([page.id, true]);
      expect([page.id, page.passages.some((p) => /^Questions for/.test(p.heading)) || page.id[0] === '7']).toEqual([
        page.id,
        true,
      ]);
    }
  });

  it('says in every section why it is there and shows one real case', () => {
    const without = (heading: string) => sections.filter((s) => !passageOf(s, heading)).map((s) => s.id);
    expect(without('Why')).toEqual([]);
    expect(without('Worked example')).toEqual([]);
  });

  it('keeps passages short enough to be quoted', () => {
    const long = sections.flatMap((s) => s.passages).filter((p) => p.text.split(/\s+/).length > 130);
    expect(long.map((p) => p.id)).toEqual([]);
  });

  it('leaves no passage empty', () => {
    expect(sections.flatMap((s) => s.passages.filter((p) => p.text === '').map((p) => p.id))).toEqual([]);
  });

  it('has three wordings for every clause of the library', () => {
    const review = playbook.section('5-close/contract-clause-review')!;
    const { clauses } = review.rules as { clauses: Record<string, unknown> };
    for (const clause of Object.keys(clauses)) {
      const name = clause.replaceAll('-', ' ');
      const passage = review.passages.find((p) => p.heading.toLowerCase().startsWith(name) && /clause/.test(p.heading));
      expect([clause, passage?.text]).toEqual([
        clause,
        expect.stringMatching(/\*\*Approved\.\*\*[^]+\*\*Fallback\.\*\*[^]+\*\*Unacceptable\.\*\*/),
      ]);
    }
  });

  it('asks of the tone of messages what code enforces', () => {
    const { firstTouchWordsAtMost, touchesAtMost, touchesWithinDays } = playbook.section('conduct/tone')!
      .rules as Record<string, number>;
    expect({ firstTouchWords: firstTouchWordsAtMost, touches: touchesAtMost, touchesWithinDays }).toEqual(
      CONDUCT_LIMITS,
    );
  });

  it('names the ground of every country of the Union, so that a company can set its own', () => {
    const { ground, countries } = playbook.section('conduct/email-european-union')!.rules as {
      ground: Record<string, string>;
      countries: string[];
    };
    expect(countries).toHaveLength(27);
    expect(Object.keys(ground)).toEqual([...countries, 'unlisted']);
  });

  it('lists no action both as running and as planned', () => {
    expect(ACTION_NAMES.filter((name) => name in PLANNED_ACTIONS)).toEqual([]);
    const pages = [...Object.values(ACTIONS), ...Object.values(PLANNED_ACTIONS)].map((entry) => entry.playbook);
    expect(new Set(pages).size).toBe(pages.length);
  });

  it('says of every planned action what it is worth and costs, so that its code finds it', () => {
    const fronts = PLANNED_ACTION_NAMES.map((name) => playbook.section(PLANNED_ACTIONS[name].playbook)!.frontMatter);
    for (const front of fronts) {
      expect([front['action'], front['attention']]).toEqual([
        front['action'],
        { uplift: expect.any(Number), minutes: expect.any(Number) },
      ]);
    }
  });

  it.each([
    ['5-close/pricing-optimization: discountAuthority.0.upTo', '5-close/proposal-draft: maximumDiscount'],
    ['5-close/pricing-optimization: validDays', '5-close/proposal-draft: validDays'],
    ['5-close/pricing-optimization: increaseCap', '5-close/contract-clause-review: limits.yearlyIncreaseCap.approved'],
    ['5-close/contract-clause-review: limits.paymentDays.approved', '5-close/proposal-draft: paymentDays'],
    ['3-pipeline/sequence-send: dailyPerMailbox', 'conduct/bulk-mail: rampPerMailboxPerDay'],
    ['3-pipeline/sequence-send: complaintsPauseFrom', 'conduct/bulk-mail: complaintsPauseFrom'],
    ['3-pipeline/sequence-send: bouncePauseFrom', 'conduct/bulk-mail: bouncePauseFrom'],
    ['3-pipeline/sequence-drafting: quietAfterInboundDays', 'conduct/tone: quietAfterInboundDays'],
    ['3-pipeline/list-building: restDays', 'conduct/tone: silenceAfterDays'],
    ['3-pipeline/stage: restDays', 'conduct/tone: silenceAfterDays'],
    ['2-account/contact-engagement: peopleAtLeast', '4-progression/deal-risk: contactsAtLeast'],
    ['6-growth/renewal-risk: healthBelow', '6-growth/health-score: atRiskBelow'],
    ['6-growth/qbr-material: preparedDaysBefore', 'lifecycles: qbr.daysBefore'],
    ['4-progression/meeting-brief: hoursBefore', 'lifecycles: deal.meeting.hoursBefore'],
    ['4-progression/next-best-action: silenceDays', 'lifecycles: deal.noTouchDays'],
  ])('says one thing in two places: %s is %s', (one, other) => {
    expect(ruleAt(one)).toBeDefined();
    expect(ruleAt(one)).toEqual(ruleAt(other));
  });

  it('has a milestone for every day on which renewals are looked at', () => {
    const milestones = ruleAt('6-growth/renewal-risk: milestones') as { daysBefore: number }[];
    expect(milestones.map((m) => m.daysBefore)).toEqual(ruleAt('lifecycles: renewal.daysBefore'));
  });

  it.each([
    ['conduct/attention', 'policy: docket'],
    ['conduct/autonomy', 'policy: autonomy'],
    ['5-close/handoff-doc', 'lifecycles: handoff'],
  ])('says in %s the numbers of %s', (id, rules) => {
    const said = numbersIn(wordsOf(playbook.section(id)!));
    expect(numbersOf(ruleAt(rules)).filter(([, value]) => !isSaid(value, said))).toEqual([]);
  });

  it.each(sections.map((s) => [s.id, s] as const))('says in the words of %s the numbers of its rules', (_, section) => {
    const said = numbersIn(wordsOf(section));
    const silent = numbersOf(section.rules).filter(([, value]) => !isSaid(value, said));
    expect(silent).toEqual([]);
  });
});

/** `section: path` in its rules, `file: path` in a data file. */
function ruleAt(named: string): unknown {
  const [of = '', path = ''] = named.split(': ');
  const from = playbook.section(of)?.rules ?? playbook.data(of)?.value;
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], from);
}

const WORDS =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/** A number is said as it stands, a share also in per cent; nothing and one of something need no words. */
const isSaid = (value: number, said: ReadonlySet<number>): boolean =>
  value === 0 ||
  value === 1 ||
  said.has(value) ||
  (value < 1 && [...said].some((n) => Math.abs(n - 100 * value) < 1e-9));

/** Numbers of a text, in figures and in words. */
function numbersIn(text: string): Set<number> {
  const lower = text.toLowerCase();
  const figures = [...lower.matchAll(/(?<![\w.])(?:\d[\d,]*(?:\.\d+)?|\.\d+)/g)].map((m) =>
    Number(m[0].replace(/,+$/, '').replaceAll(',', '')),
  );
  const words = [...lower.matchAll(/[a-z]+/g)].map((m) => WORDS.indexOf(m[0]) + 1).filter((n) => n > 0);
  return new Set([...figures, ...words, ...(/\btwice\b/.test(lower) ? [2] : [])]);
}

/** Numbers of a section's rules, by path. */
function numbersOf(value: unknown, at = ''): [string, number][] {
  if (typeof value === 'number') return [[at, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(inner, at ? `${at}.${key}` : key));
}
