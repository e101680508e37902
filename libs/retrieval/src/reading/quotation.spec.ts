import { quotationProblem } from './quotation';

const TEXT = `A deal is **stalled** when nothing happened for \`14\` days –
or nothing happened finally, see [the stage](3-pipeline/stage#stalled). "Call the champion first."`;

describe('a quotation', () => {
  it.each([
    ['A deal is stalled when nothing happened for 14 days', 'without the marks of Markdown'],
    ['14 days - or nothing happened finally, see the stage', 'with another dash, over the end of a line'],
    ['“Call the champion first.”', 'with other quotation marks'],
    ['call the CHAMPION first', 'in other capitals'],
    ['nothing happened \ufb01nally', 'with a ligature of a PDF'],
  ])('is one: %s (%s)', (words) => expect(quotationProblem(words, TEXT)).toBeNull());

  it.each([
    ['a deal is stalled when nothing happened for 30 days', 'stands in no passage'],
    ['stalled when … nothing happened', 'stands in no passage'],
    ['champion first', 'fewer than 3 words'],
    ['ed when nothing happened', 'stands in no passage'],
    ['when nothing happened for 1', 'stands in no passage'],
    ['a deal is stalled '.repeat(30), 'more than 80 words'],
    ['', 'fewer than 3 words'],
    ['** ** "" – –', 'fewer than 3 words'],
  ])('is none: %j', (words, because) => expect(quotationProblem(words, TEXT)).toContain(because));
});
