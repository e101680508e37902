import { readingSaid, searchMode } from '@salesagent/retrieval';
import { z } from 'zod';
import { OF_PLAYBOOK } from '../record-text';
import { sectionUri } from '../resources/uris';
import { READS, tool } from './tool';

const passage = z.object({
  id: z.string().describe('cite it by this'),
  uri: z.string().nullable().describe('resource with the whole section, where the passage is of the playbook'),
  title: z.string(),
  heading: z.string(),
  file: z.string(),
  line: z.int(),
  page: z.int().nullable().describe('page or slide; null where the file has none'),
  text: z.string(),
  score: z.number(),
});

export const searchPlaybook = tool({
  name: 'search_playbook',
  title: 'Search the playbook',
  description:
    'The passages of the sales playbook and of the company’s documents that answer a question, best first, each with the id to cite. Where no passage answers it, `known` is false: then say that the playbook does not say, and do not answer from memory.',
  annotations: READS,
  handling: OF_PLAYBOOK,
  input: {
    question: z.string().trim().min(1).max(1_000).describe('in your own words'),
    limit: z.int().min(1).max(20).default(5),
    stage: z.int().min(1).max(7).nullish().describe('only what is of this stage or of none'),
    persona: z.string().max(100).nullish().describe('only what is for this persona or for all'),
    language: z.string().length(2).nullish().describe('ISO 639-1, if not that of the question'),
  },
  output: {
    known: z.boolean(),
    confidence: z.number().describe('probability that the passages answer the question, 0–1'),
    confidenceNeeded: z.number(),
    readBy: z.string().nullable().describe('model that read the passages and decided; null where it is guessed'),
    quotation: z
      .object({ passage: z.string(), words: z.string() })
      .nullable()
      .describe('the words that answer, of the first passage'),
    notRead: z.string().nullable().describe('why nobody read them although a model is to; null otherwise'),
    mode: z.string(),
    withoutVectors: z.string().nullable().describe('why not by meaning as well; null where they were found by it too'),
    searched: z.array(z.string()),
    passages: z.array(passage),
    nearest: z
      .array(passage.omit({ text: true }))
      .describe('where it is not known: what came nearest, to look at only'),
  },
  run: async (question, { playbook }) => {
    const [{ answer, searched }, compiled] = await Promise.all([playbook.search(question), playbook.playbook()]);
    const found = answer.hits.map(({ passage: hit, score }) => ({
      ...{ id: hit.id, uri: compiled.passage(hit.id) ? sectionUri(hit.id.split('#')[0]!) : null },
      ...{ title: hit.document.title, heading: hit.heading, file: hit.document.file, line: hit.line },
      ...{ page: hit.page ?? null, text: hit.text },
      score: thousandths(score),
    }));
    const { known, confidenceNeeded } = answer;
    return {
      say: known
        ? `${found.length === 1 ? 'One passage' : `${found.length} passages, best first`}. Cite what you use by its id.`
        : 'Not known: no passage answers this. Say so, ask in other words, or look at what came nearest.',
      data: {
        ...{
          known,
          confidence: thousandths(answer.confidence),
          confidenceNeeded,
          ...readingSaid(answer.reading),
          mode: searchMode(answer.vectors),
          withoutVectors: answer.vectors.used ? null : answer.vectors.why,
          searched,
        },
        passages: known ? found : [],
        nearest: known ? [] : found.map(({ text: _text, ...rest }) => rest),
      },
    };
  },
});

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
