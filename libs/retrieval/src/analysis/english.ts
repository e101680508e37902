/** Irregular forms of common verbs, and nouns made of them that no stemmer joins with their verb. */
const FORMS: Readonly<Record<string, string>> = {
  ask: 'question questions',
  begin: 'began begun beginning',
  bring: 'brought',
  buy: 'bought purchase purchased purchases purchasing',
  choose: 'chose chosen choice choices',
  cancel: 'cancellation cancellations',
  decide: 'decision decisions',
  deep: 'depth',
  draw: 'drew drawn',
  drive: 'drove driven',
  expire: 'expiry expiration',
  fall: 'fell fallen',
  find: 'found',
  forget: 'forgot forgotten',
  give: 'gave given',
  go: 'went gone goes',
  grow: 'grew grown growth',
  hear: 'heard',
  hold: 'held',
  keep: 'kept',
  know: 'knew known knowledge',
  lead: 'led',
  leave: 'left',
  long: 'length',
  lose: 'lost loses losing loss losses',
  make: 'made',
  mean: 'meant',
  meet: 'met meeting meetings',
  pay: 'paid payment payments',
  quiet: 'quietly',
  refuse: 'refusal refusals',
  remove: 'removal',
  reply: 'replies replied',
  run: 'ran',
  say: 'said',
  see: 'saw seen',
  sell: 'sold sale sales seller sellers',
  send: 'sent',
  show: 'shown',
  sign: 'signature signatures signer signers signatory',
  silent: 'silence silences',
  speak: 'spoke spoken',
  spend: 'spent',
  stand: 'stood',
  take: 'took taken',
  talk: 'talks',
  tell: 'told',
  think: 'thought',
  try: 'tried tries trial',
  understand: 'understood',
  weigh: 'weight weights weighted',
  win: 'won winning wins',
  withdraw: 'withdrew withdrawn withdrawal',
  write: 'wrote written writing',
};

const BASES: ReadonlyMap<string, string> = new Map(
  Object.entries(FORMS).flatMap(([base, forms]) => forms.split(' ').map((form) => [form, base] as const)),
);

export const englishBase = (word: string): string => BASES.get(word) ?? word;

/** Words of any conversation. They are searched for, but finding one of them is no evidence of an answer. */
export const ENGLISH_COMMON: readonly string[] = (
  'able actually add allow allowed already also always another anybody anyone anything ask away bad become begin best ' +
  'better big bit bring case certain change come consider count day different early either else enough even ever every ' +
  'everybody everyone everything exactly fact far feel find first follow get give go going good great guy happen help ' +
  'hold idea important inside instead isn keep kind know last late later least leave less let like little long look lot ' +
  'make many matter may maybe mean moment much must name need never new next nobody normal normally nothing now often ' +
  'ok old one open part people person piece place please point possible put question quick quite rather reach ready ' +
  'real really reason right rule run same say see seem set several show side simple since single small somebody ' +
  'someone something somewhere sort start still stop suppose sure take talk tell thing think three time today together ' +
  'tomorrow too top try turn two type use usually wait want way well whole without wonder word work worth write wrong ' +
  'yes yet'
).split(' ');
