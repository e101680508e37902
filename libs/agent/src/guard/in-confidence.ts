import { skeleton } from './plain';

/** As they stand in a `skeleton`: in small letters, without accents. */
const PHRASES = [
  'confidential(?:ly|ity)?',
  'in (?:strict |strictest )?confidence',
  'strictly (?:private|personal|internal)',
  'private and confidential',
  'off the record',
  'eyes only',
  'under (?:an? )?(?:nda|embargo)',
  'embargoed',
  'not for (?:any )?(?:customers?|clients?|prospects|publication|outside|outsiders|external|public|the public|third part(?:y|ies)|sharing|distribution|redistribution|circulation|release|disclosure|forwarding)',
  "(?:do not|don't|not to be|must not be|may not be|never to be) (?:re)?(?:shared?|published?|quoted?|forward(?:ed)?|disclosed?|distributed?|circulated?|passed on|pass on|pass (?:it|this) on)",
  'keep (?:it|this|that) (?:to yourself|to yourselves|private|secret|internal|between us)',
  // Hand-offs, audits and costs are internal as well; a word on who may read it says use, only or for.
  'for (?:our )?internal (?:use|purposes?|distribution|circulation|reference|eyes)',
  'internal use only',
  'internal(?:ly)? only',
  'only internally',
  // To split something between us and others is no secret.
  '(?:just|only|strictly|stays?|stay|remains?|keep|kept|stay strictly|this is|that is|it is) (?:strictly |just )?between us(?! (?:and|or)(?![a-z]))',
  'between us(?= ?(?:[.!?;:)]|$))',
  'between (?:ourselves|you and me)',
  '(?:streng |strikt )?vertraulich(?:e[mnrs]?|keit)?',
  'im vertrauen',
  '(?:nur|bleibt|ganz) unter uns',
  'unter uns gesagt',
  '(?:nur|rein|streng) intern',
  '(?:fur|zum) (?:den )?internen gebrauch',
  'nicht (?:zur|fur die|fur) (?:weitergabe|veroffentlichung|kunden|externe|dritte|offentlichkeit)',
  'nicht (?:weitergeben|weiterleiten|weitersagen|veroffentlichen|zitieren)',
  'sperrfrist',
];
/** A label, a heading or a sentence by itself. */
const LABELS = [
  '(?:strictly |company[- ]|only )?internal(?: (?:use|notes?|memos?|papers?|documents?|information|drafts?))?',
  'between us',
  'unter uns',
  '(?:streng )?intern(?:es (?:dokument|papier))?',
];
const IN_CONFIDENCE = new RegExp(
  [
    String.raw`(?<![\p{L}\d])(?:${PHRASES.join('|')})(?![\p{L}\d])`,
    // At the very beginning as well: nothing stands before a title.
    String.raw`(?:^|[.!?:;|([\]/])\s*(?:${LABELS.join('|')})\s*(?:$|[.!?:;,|)\]/]| - )`,
  ].join('|'),
  'u',
);

/**
 * Whether any of these texts says that it is not for others: what is told in confidence says so beside it, above it or in a
 * title. In English and German, as documents of a company are marked.
 */
export const saidInConfidence = (...texts: readonly string[]): boolean =>
  texts.some((text) => {
    const lines = skeleton(text).replace(/[*_`]/g, '');
    return IN_CONFIDENCE.test(lines.replace(/\s+/g, ' ').trim()) || labelled(lines);
  });

/** A line by itself is a label as well, whatever stands before and after it. */
const labelled = (lines: string): boolean =>
  lines.split('\n').some((line) => IN_CONFIDENCE.test(line.replace(/^[\s#>-]+|\s+$/g, '')));
