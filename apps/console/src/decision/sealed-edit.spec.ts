import type { Sealed } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import type { ToSeal } from '@salesagent/sealing';
import type { PeopleAround } from './people-around';
import { sealedEdit } from './sealed-edit';

const sealed = (subject: string, data = 'd'): Sealed =>
  ({ sealed: 1, subject, keyVersion: 1, event: 'e', iv: 'i', tag: 't', data }) as Sealed;
const ana = { ref: 'contact/C1', name: 'Ana Vidal' };
const people = { named: (text: string) => (/Vidal/.test(text) ? [ana] : []) } as unknown as PeopleAround;

let asked: readonly ToSeal[] = [];
const seal = (items: readonly ToSeal[]): Promise<Sealed[]> => {
  asked = items;
  return Promise.resolve(items.map((item) => sealed(item.subject, item.value)));
};
const edit = (edited: Change, proposed: Change, shown: Change): Promise<Change> =>
  sealedEdit(edited, proposed, shown, { actionId: 'A1', people, seal });
beforeEach(() => (asked = []));

const document = (blocks: unknown[]): Change => ({
  kind: 'document',
  record: { type: 'opportunity', id: 'D1' },
  name: 'Proposal',
  mediaType: 'text/markdown',
  content: { title: 'Proposal', blocks },
});
const proposed = document([
  { kind: 'paragraph', text: sealed('contact/C1') },
  { kind: 'bullets', items: [sealed('text/activity/E1')] },
  { kind: 'paragraph', text: 'Terms' },
]);
const shown = document([
  { kind: 'paragraph', text: 'For Ana Vidal' },
  { kind: 'bullets', items: ['They lose two days.'] },
  { kind: 'paragraph', text: 'Terms' },
]);

describe('an edited change', () => {
  it('is exactly what was proposed when nothing was edited', async () => {
    expect(await edit(structuredClone(shown), proposed, shown)).toEqual(proposed);
    expect(asked).toEqual([]);
  });

  it('keeps sealed what was left alone, wherever it stands now, and seals what was written into a document', async () => {
    const edited = document([
      { kind: 'note', text: 'Ms Vidal asked for this' },
      { kind: 'bullets', items: ['They lose two days.', 'New point'] },
      { kind: 'paragraph', text: 'For Ana Vidal' },
    ]);
    const deal = 'text/opportunity/D1';
    expect(await edit(edited, proposed, shown)).toEqual(
      document([
        { kind: 'note', text: sealed('contact/C1', 'Ms Vidal asked for this') },
        { kind: 'bullets', items: [sealed('text/activity/E1'), sealed(deal, 'New point')] },
        { kind: 'paragraph', text: sealed('contact/C1') },
      ]),
    );
    expect(asked).toMatchObject([
      { value: 'Ms Vidal asked for this', eventId: 'edit/A1', about: ['contact/C1'], repeatable: true },
      { value: 'New point', about: [] },
    ]);
  });

  it('seals the personal fields it sets, and no others', async () => {
    const fields = (nextStep: unknown, amount: number): Change => ({
      kind: 'fields',
      record: { type: 'opportunity', id: 'D1' },
      expect: {},
      set: { nextStep, amount },
    });
    expect(await edit(fields('Call Ms Vidal', 5), fields(sealed('text/opportunity/D1'), 4), fields('Call', 4))).toEqual(
      fields(sealed('text/opportunity/D1', 'Call Ms Vidal'), 5),
    );
  });

  it('may name nobody where there is no room for a sealed value', async () => {
    const task = (title: string): Change => ({
      kind: 'task',
      ownerId: 'P1',
      title,
      body: 'It stands still.',
      dueInBusinessDays: 2,
    });
    expect(await edit(task('Call the buyer'), task('Call'), task('Call'))).toEqual(task('Call the buyer'));
    await expect(edit(task('Call Ana Vidal'), task('Call'), task('Call'))).rejects.toThrow(/names Ana Vidal/);
  });
});
