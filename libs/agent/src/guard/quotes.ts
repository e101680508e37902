/** Quotation marks by pairs; a straight single one must stand at word ends, so that an apostrophe is none. */
const TYPOGRAPHIC =
  /[“„‟”]([^“”„‟\n]+)[”“‟]|«\s?([^«»\n]+?)\s?»|»([^«»\n]+)«|‹\s?([^‹›\n]+?)\s?›|[‘‚‛]([^‘‚‛\n]+?)[’‘](?!\p{L})|「([^「」\n]+)」|『([^『』\n]+)』|"([^"\n]+)"|''([^'\n]+)''|(?<![\p{L}\d])'([^'\n]{2,}?)'(?![\p{L}\d])|`([^`\n]+)`/gu;
const PLAIN = /“([^”]+)”|"([^"\n]+)"/g;

/** Somebody is said to have said something, without marks. */
const REPORTED =
  /\b(?:(?:you|he|she|they|we both|your \w+|his \w+|her \w+) (?:\w+ )?(?:said|told|mentioned|wrote|stated|confirmed|agreed|promised|asked (?:us|me|for)|requested|indicated|noted|shared|explained|complained|approved|accepted|committed)|(?:said|told|mentioned|confirmed|agreed|promised|stated|wrote) (?:that|us|me)|as (?:we )?(?:discussed|agreed|promised|mentioned|requested)|(?:per|following|after|thanks for) (?:our|your|the) (?:\w+ )?(?:call|conversation|discussion|agreement|chat|meeting|request|reply|interest)|according to|quote[ds]?\b)/iu;

export interface QuoteToken {
  quoted: string;
  at: number;
}

/** What stands between quotation marks. @param everyMark not only the two kinds that templates use */
export function quotesIn(text: string, everyMark: boolean): QuoteToken[] {
  return [...text.matchAll(everyMark ? TYPOGRAPHIC : PLAIN)].map((m) => ({
    quoted: (m.slice(1).find((group) => group !== undefined) ?? '').trim(),
    at: m.index,
  }));
}

/** True when a sentence reports what a person said or what was agreed. */
export const reportsSpeech = (sentence: string): boolean => REPORTED.test(sentence);
