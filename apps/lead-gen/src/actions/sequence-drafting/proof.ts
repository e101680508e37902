import { Ground, sayable, Source, type Found, type FoundPassage, type GatherContext } from '@salesagent/agent';
import { rulesOf } from '@salesagent/playbook';
import { bestProof, namesIn, type ToProve } from './proves';
import { countWords, decideSequence, sequenceRules, type SequenceFacts, type SequenceRules } from './rules';

/** One sentence of a document of ours that a touch may say. */
export interface Proof {
  /** `document:case-studies/retailer#what-it-brought` */
  passage: string;
  sentence: string;
}

/** The language of the templates, which a sentence between them has to be in. */
const LANGUAGE = 'en';

/** What was found, and which other products it speaks of. */
export interface FoundProof extends Found {
  otherProducts: string[];
}

/** What is asked about an account beside its contact. */
interface Asker {
  facts: SequenceFacts;
  industry: string | null;
  newestProductName: string | null;
}

/**
 * Case studies and product sheets about what the sequence is about, for the persona and the industry. Nobody is asked where
 * nothing will be written, so a pass asks as many questions as there are products, personas and industries.
 */
export async function findProof(
  { facts, industry, newestProductName }: Asker,
  context: GatherContext,
): Promise<FoundProof> {
  const nothing = (without: string): FoundProof => ({ passages: [], without, otherProducts: [] });
  const rules = await context.once('rules', () => Promise.resolve(rulesOf(context.section, sequenceRules)));
  if (rules.proofInTouches.length === 0) return nothing('the playbook wants no proof');
  const decision = decideSequence(facts, rules, context.businessDate);
  if (!decision.write) return nothing('nothing is written');
  const product = decision.reason.productName ?? newestProductName;
  if (!product) return nothing('no product is known to prove anything of');
  const found = await context.ask('proof', {
    ...{ text: `${product}: ${decision.personaGoal}`, language: LANGUAGE },
    ...(facts.persona !== null && { persona: facts.persona }),
    ...(industry !== null && { industry }),
  });
  const products = await context.once('product names', async () =>
    (await context.mirror.all('product')).flatMap(({ fields }) =>
      typeof fields['name'] === 'string' ? [fields['name']] : [],
    ),
  );
  const words = found.passages.map(({ title, heading, text }) => [title, heading, text].join('\n')).join('\n');
  return { ...found, otherProducts: [...namesIn(words, products)].filter((name) => name !== product) };
}

/** A sentence of each passage that may be said, proves it and is short enough, best first, as many as the playbook has touches for. */
export function proofsIn(
  passages: readonly FoundPassage[],
  facts: object,
  rules: SequenceRules,
  prove: ToProve,
): Proof[] {
  if (passages.length === 0) return [];
  const known = new Ground([new Source('facts', facts)]);
  const proofs: Proof[] = [];
  for (const passage of passages) {
    if (proofs.length === rules.proofInTouches.length) break;
    const said = sayable(passage, known).filter((sentence) => countWords(sentence) <= rules.proofWordsAtMost);
    const sentence = bestProof(said, passage, prove);
    if (sentence !== null) proofs.push({ passage: passage.id, sentence });
  }
  return proofs;
}
