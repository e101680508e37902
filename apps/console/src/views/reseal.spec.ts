import { resealed } from './reseal';

const sealed = (subject: string) => ({ sealed: 1, subject, keyVersion: 1, event: 'e', iv: 'i', tag: 't', data: 'd' });
const proposed = {
  blocks: [{ text: sealed('contact/C1') }, { items: [sealed('text/activity/E1')] }, { text: 'Terms' }],
};
const shown = { blocks: [{ text: 'For Ana Vidal' }, { items: ['They lose two days.'] }, { text: 'Terms' }] };

describe('an edited change', () => {
  it('keeps sealed what was left alone, wherever it stands now', () => {
    const edited = { blocks: [{ items: ['They lose two days.', 'New point'] }, { text: 'For Ana Vidal' }] };
    expect(resealed(edited, proposed, shown)).toEqual({
      blocks: [{ items: [sealed('text/activity/E1'), 'New point'] }, { text: sealed('contact/C1') }],
    });
  });

  it('is exactly what was proposed when nothing was edited', () => {
    expect(resealed(structuredClone(shown), proposed, shown)).toEqual(proposed);
  });

  it('says what the approver wrote where they wrote', () => {
    const edited = { blocks: [{ text: 'For Ms Vidal' }] };
    expect(resealed(edited, proposed, shown)).toEqual(edited);
  });
});
