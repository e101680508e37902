import { lookAtPassages, searchPlaybook } from '../client/generated';
import { CliError, EXIT } from '../exit-codes';
import { print } from '../output/io';
import { indexedText, stackAnswerText } from '../output/stack-search-text';
import type { Context, JsonOption } from './command-context';

interface StackQuestion extends JsonOption {
  limit: number;
  neighbours: number;
  stage?: number;
  persona?: string;
  language?: string;
  on?: string;
}

/** Asks the running stack, as whoever is signed in. @throws CliError where no passage answers */
export async function searchStack(context: Context, question: string, o: StackQuestion): Promise<void> {
  const { json, limit, neighbours, stage, persona, language, on } = o;
  const query = {
    ...{ question, limit, neighbours },
    ...(stage !== undefined && { stage }),
    ...(persona !== undefined && { persona }),
    ...(language !== undefined && { language }),
    ...(on !== undefined && { on }),
  };
  const api = await context.api();
  const answer = await api.call((client) => searchPlaybook({ client, query }));
  print(context.io, json, answer, stackAnswerText);
  if (!answer.known) throw notKnown(answer.nearest.length);
}

/** Has the stack look at what it searches, and says what is indexed then. */
export async function indexStack(context: Context, { json }: JsonOption): Promise<void> {
  const api = await context.api();
  const looked = await api.call((client) => lookAtPassages({ client, body: {} }));
  print(context.io, json, looked, (told) =>
    [...(told.looked ? [] : ['It is still being looked at; this is how far it is.']), ...indexedText(told)].join('\n'),
  );
}

/** @param nearest passages that came near, and are shown */
export function notKnown(nearest: number): CliError {
  const remedy =
    nearest > 0 ? 'Ask in other words, or look at what came nearest.' : 'Ask in other words, or index more folders.';
  return new CliError(EXIT.notKnown, 'Not known: no passage answers this.', remedy, 'not-known');
}
