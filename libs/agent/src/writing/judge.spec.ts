import { basePlaybook } from '../../testing/playbooks';
import { sequenceSettings } from '../../testing/sequence';
import type { DraftPart } from './answer';
import { judgePart } from './judge';
import type { FilledPart } from './part';
import { shownJob, type DraftJob } from './shown-job';

const settings = sequenceSettings(basePlaybook());
const values = {
  contactName: 'Kim Meyer',
  accountName: 'Isdom',
  ownerName: 'Anna Snelling',
  productName: 'GTX Basic',
  reasonDate: '2017-03-02',
  personaGoal: 'fewer hand-offs and less waiting between teams',
  reasonSentence: 'Isdom bought GTX Basic on 2017-03-02.',
};
const template = settings.section.passages.find((p) => p.heading === 'Touch 1')!;
const filled = Object.entries(values).reduce((text, [k, v]) => text.replaceAll(`{{${k}}}`, v), template.text);
const part: FilledPart = {
  ...{ heading: 'Touch 1', passage: template.id, template: template.text, filled, values, wordsAtMost: 90 },
  as: { first: true, sentBy: 'person', channel: 'mail' },
};
const job: DraftJob = {
  ...{ action: 'sequence-drafting', agent: 'lead-gen', subject: 'contact/C1', settings, tools: [], parts: [part] },
  facts: { contactName: 'Kim Meyer', accountName: 'Isdom', ownerName: 'Anna Snelling', persona: 'operations' },
  people: { contactName: 'contact/C1', ownerName: 'person/P1' },
};
const shown = shownJob(job);
const own = template.id;

/** A draft of the first touch; each paragraph is one sentence and what it rests on. */
function draft(...sentences: [text: string, ...from: string[]][]): DraftPart {
  const paragraphs = sentences.map(([text, ...from]) => [{ text, from }]);
  return {
    id: own,
    paragraphs: [
      [{ text: 'Subject: GTX Basic at Isdom', from: [own] }],
      [{ text: 'Hello {{person_1}},', from: [] }],
      ...paragraphs,
      [{ text: 'Is that worth a quarter of an hour in the next two weeks?', from: [own] }],
      [{ text: '{{person_2}}', from: [] }],
    ],
  };
}
const judge = (d: DraftPart) => judgePart(d, shown.parts[0]!, shown, settings.output!, part.as);
const problems = (d: DraftPart): string => {
  const judged = judge(d);
  return judged.ok ? '' : judged.problems.join('; ');
};

describe('what a model sees of a job', () => {
  it('is the template as it reads, without the people', () => {
    expect(shown.parts[0]!.template).toContain('Hello {{person_1}},');
    expect(JSON.stringify([shown.facts, shown.parts])).not.toMatch(/Kim|Meyer|Anna|Snelling/);
  });
});

describe('what a model writes', () => {
  it('is taken when each statement rests on a fact or on the template', () => {
    const judged = judge(draft(['Isdom bought GTX Basic on 2 March 2017.', own]));
    expect(judged).toMatchObject({ ok: true, removed: 0 });
    expect(judged.ok && judged.traces).toEqual(
      expect.arrayContaining([
        { kind: 'name', from: 'facts.accountName' },
        { kind: 'date', claim: '2 March 2017', from: own },
      ]),
    );
    expect(judged.ok && shown.people.show(judged.text)).toContain('Hello Kim Meyer,');
  });

  it('loses a sentence that nothing stands behind', () => {
    const judged = judge(
      draft(['Isdom bought GTX Basic on 2 March 2017.', own], ['Betasoloin saves 30 % with it.', own]),
    );
    expect(judged).toMatchObject({ ok: true, removed: 1 });
    expect(judged.ok && judged.text).not.toContain('Betasoloin');
  });

  it.each<[string, DraftPart, RegExp]>([
    ['a person it was not given', draft(['{{person_7}} bought it.', own]), /names \{\{person_7\}\}/],
    ['a placeholder', draft(['{{accountName}} bought it.', own]), /names \{\{accountName\}\}/],
    [
      'no question',
      { ...draft(), paragraphs: draft().paragraphs.filter((p) => !p[0]!.text.includes('?')) },
      /does not hold \?/,
    ],
    [
      'no name of the writer',
      { ...draft(), paragraphs: draft().paragraphs.slice(0, -1) },
      /does not hold \{\{person_2\}\}/,
    ],
    ['no subject', { ...draft(), paragraphs: draft().paragraphs.slice(1) }, /no subject line/],
    [
      'a question that tells',
      {
        ...draft(),
        paragraphs: draft().paragraphs.with(2, [{ text: 'Did you know that GTX Basic cuts waiting?', from: [own] }]),
      },
      /statement “Did you know/,
    ],
    ...['your servers were hacked', 'you owe us money', 'invitation from your chief executive'].map(
      (subject): [string, DraftPart, RegExp] => [
        `the subject “${subject}”`,
        { ...draft(), paragraphs: draft().paragraphs.with(0, [{ text: `Subject: ${subject}`, from: [own] }]) },
        /statement “Subject: /,
      ],
    ),
    ['two questions', draft(['Is somebody else the right person to ask?', own]), /conduct\/tone#questionsAtMost/],
    ['too many words', draft(['bought '.repeat(100), own]), /at most 90/],
  ])('is refused for %s', (_, d, problem) => {
    expect(problems(d)).toMatch(problem);
  });

  it('is refused when a sentence runs into the next, and cannot be taken out', () => {
    const d = draft();
    const run = [
      { text: 'GTX Basic cuts waiting', from: [own] },
      { text: 'Isdom bought GTX Basic on 2 March 2017.', from: [own] },
    ];
    expect(problems({ ...d, paragraphs: d.paragraphs.toSpliced(2, 0, run) })).toContain('GTX Basic cuts waiting');
  });

  it.each<[string, [string, ...string[]]]>([
    ['cites what it was not given', ['Isdom bought GTX Basic.', 'facts.secret']],
    ['cites nothing', ['Isdom waits for deliveries.']],
    ['says something other than what it cites', ['Isdom suffers from slow deliveries.', 'facts.persona']],
    ['is in another language', ['Nous avons constaté que vos équipes attendent encore trop longtemps.', own]],
    ['is a banned phrase', ['Just checking in.', own]],
    [
      'counts what is counted elsewhere',
      ['What people in your role usually want is 60 hand-offs less.', own, '3-pipeline/sequence-drafting#voice'],
    ],
    ['counts by a rule', ['What people in your role usually want is 90 fewer hand-offs.', own]],
    ['makes more of it', ['GTX Basic cuts waiting.', own]],
    ['says what is attached', ['One page on GTX Basic is attached.', own]],
    ['promises', ['We guarantee that it works.', own]],
    ['offers', ['You get a discount on GTX Basic.', own]],
    ['says what nobody said', ['You told us that GTX Basic works.', own]],
    ['tells before it asks', ['Our platform runs at 90 sites near you and never breaks, may I come by?', own]],
    ['asks for consent to a claim', ['GTX Basic is the safest tool on the market, right?', own]],
    ['offers by asking', ['Would you sign if we paid your bill?', own]],
    ['asks for a secret', ['Could you send me your password?', own]],
    ['presupposes', ['Would it help that GTX Basic is now owned by betasoloin?', own]],
    ['asks and cites nothing', ['Is somebody else the right person?']],
  ])('loses a sentence that %s', (_, sentence) => {
    const judged = judge(draft(['Isdom bought GTX Basic on 2 March 2017.', own], sentence));
    expect(judged).toMatchObject({ ok: true, removed: 1 });
    expect(judged.ok && judged.text).not.toContain(sentence[0]);
  });
});
