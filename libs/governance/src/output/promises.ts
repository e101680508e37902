/**
 * What a sentence binds its sender to, by its words. English first; the plainest words of the languages we are likeliest
 * to be answered in are there so that a change of language is no way round.
 */
export const PROMISE_KINDS = [
  'guarantee',
  'legal',
  'reference',
  'discount',
  'price',
  'deadline',
  'commitment',
] as const;
export type PromiseKind = (typeof PROMISE_KINDS)[number];

export interface PromiseFound {
  kind: PromiseKind;
  /** The words it was told by. */
  words: string;
}

/** Alternatives divided by semicolons, each between word ends. */
const words = (alternatives: string): RegExp =>
  new RegExp(
    String.raw`(?<![\p{L}\d])(?:${alternatives
      .trim()
      .split(/\s*;\s*/)
      .join('|')})(?![\p{L}])`,
    'iu',
  );
const UNIT = String.raw`(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?|business days?|working days?)`;

/** By so much, not by then: `by 40 %`, `by 12 hours`. */
const AMOUNT = String.raw`[\d.,]* ?(?:%|per ?cent|points?(?!\p{L})|times(?!\p{L})|${UNIT}(?!\p{L}))`;
/** Free as time and people are: `feel free`, `a quarter of an hour free this week`, `are you free on Friday`. */
const NOT_AT_LEISURE = String.raw`(?<!feel )(?<!(?:minutes?|hours?|time|moment|morning|afternoon|are you|you are|you're|i am|i'm) (?=free (?:this|on|at|for|next)(?!\p{L})))`;
/** What is saved where a price is meant, further on in the sentence; `save the date` names none. */
const MONEY = String.raw`[^.?!]*(?:[\d%\p{Sc}]|money|costs?|pric|fees?|charge|licen[cs]e|expens|spend|usd|eur)`;

const TELLS: Readonly<Record<PromiseKind, RegExp>> = {
  guarantee: words(String.raw`
    guarant\p{L}*; warrant(?:y|ies|s|ed)?; assur(?:e|es|ed|ance); ensur(?:e|es|ed); risk[- ]?free; no risk;
    zero risk; without (?:any )?risk; money[- ]back; refund(?:s|ed|able)?; fail[- ]?safe; fool[- ]?proof;
    never fails?; certain to; sure to; bound to; you have my word; my word on it; promis(?:e|es|ed|ing);
    (?:100|hundred) ?(?:%|percent|per cent) (?:sure|safe|secure|uptime|satisfaction|certain|accurate);
    always works?; will (?:definitely|certainly|surely|always|never fail); garant\p{L}*; gewährleist\p{L}*;
    gewahrleist\p{L}*; versprech\p{L}*; zusicher\p{L}*; promett\p{L}*; promet\p{L}*; beloof\p{L}*; beloven;
    assicur\p{L}*`),
  legal: words(String.raw`
    legal(?:ly|(?! (?:team|department|counsel)(?!\p{L}))); law(?:s|ful|fully|yer|yers|suit|suits)?; illegal(?:ly)?; unlawful(?:ly)?;
    liab(?:le|ility|ilities); indemni(?:fy|ty|fies|fied); compli(?:ant|ance); compl(?:y|ies) with;
    statut(?:e|ory); regulat(?:ion|ions|ory|or); entitled to; your rights?; in breach; breach of; void;
    enforceable; binding; waive[sd]?; waiver; jurisdiction; court; sue; gdpr; hipaa; ccpa; sox; iso ?27001;
    soc ?2; tax(?:es|able)?[- ](?:advice|deduct\p{L}*|exempt\p{L}*); contractual(?:ly)?;
    terminat(?:e|ion) (?:the|your|of); rechtlich\p{L}*; haftung; haften; juridique\p{L}*; responsabilit\p{L}*`),
  reference: words(String.raw`
    (?:our|other|many|several|most|existing|happy|similar|satisfied) (?:\p{L}+ )?(?:customers?|clients?|users?|partners?);
    (?:customers?|clients?|companies|firms|businesses|teams|organi[sz]ations|peers|others) (?:like|such as|similar to|of your|in your|including|use|trust|rely);
    (?:many|most|other|several|few|all|countless) (?:\p{L}+ ){0,2}(?:teams|leaders|companies|firms|businesses|managers|organi[sz]ations|sites|peers|departments);
    recommended; referred (?:by|to); introduced (?:by|to); endorsed; everyone; everybody;
    compan(?:y|ies) like yours; your (?:competitors?|peers|rivals); trusted by; used by; chosen by; relied on by;
    case stud(?:y|ies); testimonials?; references?; success stor(?:y|ies); award(?:s|ed)?[- ]?(?:winning)?;
    market[- ]lead(?:er|ing); industry[- ]lead(?:er|ing); world[- ]class; best[- ]in[- ]class; number one;
    (?:#|no\. ?)1; top[- ]rated; leading (?:provider|vendor|supplier|solution); analysts?; gartner; forrester;
    stud(?:y|ies) (?:show|prove|found); research shows?; proven; certified; referenz\p{L}*; unsere kunden;
    nos clients; nuestros clientes`),
  discount: words(String.raw`
    discount(?:s|ed|ing)?; rebates?; price (?:cut|reduction|drop)s?; reduced (?:price|rate|fee)s?;
    special (?:price|offer|rate|deal|terms)s?;
    (?:limited|introductory|exclusive|launch)[- ](?:time )?(?:offer|price|deal|rate)s?;
    (?:\d[\d.,]* ?)?(?:%|percent|per cent) (?:off|less|cheaper|lower|reduction); \d[\d.,]*(?: ?\p{L}{3})? off;
    off the (?:list|price|total); half[- ]price;
    promo(?:tion|tional|s)?(?: code)?s?; vouchers?; coupons?; credits? (?:of|worth|for); ${NOT_AT_LEISURE}free(?: of charge)?;
    for nothing; at no (?:extra |additional )?(?:cost|charge); no (?:extra |additional )?(?:cost|charge|fee)s?;
    zero (?:cost|charge|fees?); on us; complimentary; waived?; on the house; cash ?back; bonus(?:es)?; trial; pilot; knock (?:off|down);
    take (?:off|down); sweeten; come down; match (?:any|their|the) (?:price|offer); best price; lower price;
    cheaper; save(?! the (?!${MONEY})\p{L}); savings?; rabatt\p{L}*; nachlass\p{L}*; gratis; kostenlos\p{L}*; gratuit\p{L}*; remise;
    descuento; sconto; korting`),
  price: words(String.raw`
    pric(?:e|es|ed|ing|ey); costs? (?:you|only|just|about|around|less|more|from|is|are|of|\d); fees?;
    charge[sd]?; invoic(?:e|es|ed); per (?:seat|user|month|year|licen[cs]e|unit|device);
    quot(?:e|ation) (?:of|for); budget of; payable; instal?lments?; net \d+; (?:payment|billing) terms?;
    preis(?:e|en)?; kosten?; prix; precio; prezzo; prijs`),
  deadline: words(String.raw`
    (?:with)?in (?:\p{L}+[ -]|\d+ ?)?(?:\d+ ?)?${UNIT};
    by (?:the end|end|next|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|\d(?!${AMOUNT})|january|february|march|april|may \d|june|july|august|september|october|november|december|q[1-4]|eod|close);
    soon; shortly; in no time; a (?:few|couple of) ${UNIT};
    no later than; at the latest; before (?:the end|next|monday|tuesday|wednesday|thursday|friday|\d);
    until (?:the end|next|monday|tuesday|wednesday|thursday|friday|\d); deadline; expires?; offer ends;
    valid (?:until|for|through); last chance; act now; only (?:today|until|this week); go(?:es)? live;
    up and running; delivered?(?: by| in| within); same[- ]day; next[- ]day; overnight; immediately; tomorrow;
    24[/ ]?7; around the clock`),
  commitment: words(String.raw`
    
    (?:i|we|our (?:team|company|people|engineers|support|experts))(?:'ll| will| shall|'d be (?:happy|glad)| would be (?:happy|glad)| can| could| are able| am able| commit| undertake| agree| offer| provide| include| deliver| plan| intend| are going| am going| accept| approve| have agreed| have approved| are committed| am committed| support| cover| pay| build| integrate);
    (?:you|your (?:team|company|people))(?:'ll| will| shall| can expect| are going to) (?:\p{L}+ )?(?:get|receive|have|save|gain|see|earn|own|be able|not pay|pay|never|no longer|always|keep|be (?:given|paid|offered|credited|reimbursed));
    comes? with; included; includes; covered; stand behind; rely on; never miss(?:es)?; always;
    attached; attachment; enclosed; confidential(?:ly)?; qualif(?:y|ies|ied) for; early adopters?; programmes?;
    set up for you; committed to; commitments?; count on (?:me|us); rest assured; we have a deal; it's a deal;
    consider it done; agreed; approved; confirmed; roadmap; exclusive(?:ly|ity)?; unlimited; lifetime;
    upgrade[sd]?; dedicated (?:\p{L}+ )?(?:manager|team|support|engineer); wir werden; ich werde; nous allons;
    nous nous engageons; vamos a; wij zullen`),
};

/** A question from its first word on; one that is only hung on to a promise is none. */
const ASKS =
  /^(?:shall|should|would|could|can|may|do|does|did|is|are|was|were|have|has|will|what|which|who|whom|whose|where|when|why|how)\b[^,;:]*\?["'”’)]*$/;

/**
 * The promises a sentence makes, told by its words: each kind at most once. Errs on the side of finding one; a question
 * asks and commits to nothing, whatever else it may do.
 * @param sentence as `skeleton` reads it: lower case, look-alike letters unified
 */
export function promisesIn(sentence: string): PromiseFound[] {
  const asks = ASKS.test(sentence.trim());
  return PROMISE_KINDS.flatMap((kind) => {
    if (asks && (kind === 'commitment' || kind === 'deadline')) return [];
    const match = TELLS[kind].exec(sentence);
    return match ? [{ kind, words: match[0] }] : [];
  });
}
