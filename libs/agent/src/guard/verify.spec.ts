import { Ground, Source, verifyText } from './index';

const ground = new Ground([
  new Source('facts', {
    accountName: 'Isdom',
    contactName: 'Kim Meyer',
    productName: 'GTX Basic',
    boughtOn: '2017-03-02',
  }),
  new Source('seq#touch-3', 'Hello. I can send one page on {{productName}} written for your role. Shall I?', 'wording'),
]);
const verify = (text: string, mustHold?: string[]) => verifyText(text, ground, { mustHold });
const MAY = ['Kim Meyer'];

describe('a draft with a claim that nothing stands behind', () => {
  it('is refused, and the reason names the claim', () => {
    expect(verify('Hello Kim Meyer, we guarantee 20 % off.')).toEqual(
      expect.objectContaining({
        kept: false,
        reason:
          'no fact or passage stands behind number “20”, guarantee (promise) “guarantee”, discount (promise) “20 % off”',
      }),
    );
  });

  it('loses the sentence where the text is whole without it', () => {
    const verdict = verify('Hello Kim Meyer,\n\nIsdom bought GTX Basic. It saves 12 hours. Shall I write?', MAY);
    expect(verdict).toMatchObject({ kept: true, text: 'Hello Kim Meyer,\n\nIsdom bought GTX Basic. Shall I write?' });
    expect(verdict.kept && verdict.removed).toEqual([
      { sentence: 'It saves 12 hours.', because: 'no fact or passage stands behind number “12”' },
    ]);
  });

  it('loses an item of a list, and the list stays', () => {
    const verdict = verify('For Kim Meyer:\n- GTX Basic\n- 40 seats\n- one page', MAY);
    expect(verdict).toMatchObject({ kept: true, text: 'For Kim Meyer:\n- GTX Basic\n- one page' });
  });

  it.each([
    ['the sentence holds what the text must say', 'Hello Kim Meyer of Betasoloin. Shall I write?'],
    ['the next sentence points back to it', 'Hello Kim Meyer. It saves 12 hours. That is a lot.'],
    ['a list would be introduced and not be there', 'Hello Kim Meyer. Reasons:\n- 40 seats\n- 50 seats'],
    ['nothing would be left', 'Kim Meyer saves 12 hours.'],
  ])('is refused when %s', (_, text) => {
    expect(verify(text, MAY).kept).toBe(false);
  });
});

describe('a draft that is kept', () => {
  it('is shown in the form that was checked, each claim with what it traces to', () => {
    expect(verify('Isdom\u200b bought ＧＴＸ Basic on 2017-03-02.')).toEqual({
      kept: true,
      text: 'Isdom bought GTX Basic on 2017-03-02.',
      removed: [],
      claims: expect.arrayContaining([
        expect.objectContaining({ kind: 'name', claim: 'Isdom', from: 'facts.accountName' }),
        expect.objectContaining({ kind: 'date', claim: '2017-03-02', from: 'facts.boughtOn' }),
      ]) as unknown,
    });
  });
});
