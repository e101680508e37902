import { InvalidArgumentError, type Command } from 'commander';
import type { IndexChange, PassageFilter } from '@salesagent/retrieval';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print, type Io } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { indexStack, notKnown, searchStack } from './playbook-search-stack';

interface IndexOptions extends JsonOption {
  company?: string;
  forget?: boolean;
  stack?: boolean;
}
interface SearchCommandOptions extends JsonOption {
  stack?: boolean;
  dir?: string;
  limit: number;
  neighbours: number;
  company?: string;
  stage?: number;
  persona?: string;
  language?: string;
  on?: string;
}

/** Works on files alone, unless told otherwise: no stack and no key is needed to ask a playbook. */
export function playbookSearchCommands(playbook: Command, context: Context): void {
  const { io } = context;
  withJson(playbook.command('index [folder]'))
    .description(
      'make the passages of a folder of documents (Markdown, HTML, Word, PowerPoint, PDF) findable, or bring them up to date; without one, the playbook',
    )
    .option('--company <slug>', 'a playbook with the overrides of this company')
    .option('--forget', 'take the folder out again')
    .option('--stack', 'have the running stack look at its playbook and documents now, and say what is indexed')
    .action(async (given: string | undefined, o: IndexOptions) => {
      if (o.stack) {
        const others = given !== undefined || o.forget || o.company !== undefined;
        if (others) throw usageError('With --stack nothing else is said.', STACKS_OWN);
        return indexStack(context, o);
      }
      const { changeText, embedderOf, folderOf, KeptIndex, shownFolder } = await searching();
      const folder = folderOf(io, given, o.forget !== true);
      const index = await KeptIndex.open(io);
      const shown = shownFolder(io, folder);
      if (o.forget) {
        if (!(await index.forget(folder))) throw usageError(`${shown} is not indexed.`, 'See what is with --json.');
        index.save();
        print(io, o.json, { folder, forgotten: true }, () => `${shown} is no longer searched.`);
        return;
      }
      const change = await index.add(folder, o.company ?? null);
      index.save(); // what was indexed is not lost when making vectors is interrupted
      report(io, shown, change);
      const { embedder: model, why } = await embedderOf(io);
      const embedded = model ? await index.embed(model, (done) => io.err(`${done} vectors made`)) : 0;
      const { problems, ...counts } = change;
      const folders = index.folders.map((held) => held.folder);
      const vectors = { model: model?.model ?? null, embedded };
      print(io, o.json, { folder, ...counts, problems, folders, vectors }, () =>
        changeText(shown, change, { ...vectors, why }),
      );
    });

  withJson(playbook.command('model'))
    .description('fetch the model that makes vectors on this machine (137 MB, once), so that meaning is searched too')
    .action(async (o: JsonOption) => {
      const { fetchModel, modelFolder } = await searching();
      const folder = await fetchModel((message) => io.err(message), io.environment).catch((error: Error) => {
        const remedy = `Without it questions are answered by full text alone. Or put its files into ${modelFolder(io.environment)}.`;
        throw new CliError(EXIT.failed, `The model could not be fetched: ${error.message}`, remedy, 'model-missing');
      });
      print(
        io,
        o.json,
        { folder },
        () => `The model is in ${folder}. Now \`salesagent playbook index\` makes vectors.`,
      );
    });

  withJson(playbook.command('search <question>'))
    .description('the passages that answer a question, best first, or that it is not known (exit code 8)')
    .option('--limit <n>', 'passages at most', wholeFrom(1, 50), 5)
    .option('--dir <folder>', 'only this folder, indexed or not (else all that is indexed, else the playbook)')
    .option('--company <slug>', 'also what holds for this company alone')
    .option('--stage <n>', 'only what is of this stage (1–7) or of none', wholeFrom(1, 7))
    .option('--persona <persona>', 'only what is for this persona or for all')
    .option('--language <code>', 'language of the question (else found by its words)')
    .option('--on <day>', 'only what holds on this day (2026-01-31)', day)
    .option('--neighbours <n>', 'passages before and after each hit', wholeFrom(0, 10), 0)
    .option('--stack', 'ask the running stack: the playbook in force and the company’s documents')
    .action(async (question: string, o: SearchCommandOptions) => {
      if (!question.trim()) throw usageError('The question is empty.', 'Ask in your own words, in quotation marks.');
      if (o.stack) {
        if (o.dir !== undefined || o.company !== undefined)
          throw usageError('--stack has its own folders.', STACKS_OWN);
        return searchStack(context, question, o);
      }
      const { answerJson, answerText, embedderOf, readerOf, retrieverOver, shownFolder, upToDate } = await searching();
      const [model, reader] = await Promise.all([embedderOf(io), readerOf(io)]);
      const index = await upToDate(io, o, (text) => io.err(text), model.embedder);
      const answer = await retrieverOver(io, index, model, reader).search(question, {
        ...{ limit: o.limit, neighbours: o.neighbours, filter: filterOf(o) },
        ...(o.language === undefined ? {} : { language: o.language }),
      });
      const folders = index.folders.map(({ folder }) => shownFolder(io, folder));
      print(io, o.json, answerJson(question, folders, answer), () => answerText(answer, folders));
      if (!answer.known) throw notKnown(answer.hits.length);
    });
}

const searching = () => import('../playbook/on-files.js');

const STACKS_OWN =
  'A stack searches the playbook in force and its company’s documents (COMPANY_DOCUMENTS_DIR); leave the rest out.';

function report(io: Io, shown: string, { problems }: IndexChange): void {
  for (const { file, line, message, suggestion } of problems) {
    io.err(`${shown}/${file}:${line}: ${message}\n    ${suggestion}`);
  }
}

function filterOf(o: SearchCommandOptions): PassageFilter {
  return {
    ...(o.company === undefined ? {} : { company: o.company }),
    ...(o.stage === undefined ? {} : { stage: o.stage }),
    ...(o.persona === undefined ? {} : { persona: o.persona }),
    ...(o.on === undefined ? {} : { effectiveOn: o.on }),
  };
}

const wholeFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const n = Number(text);
    if (Number.isInteger(n) && n >= least && n <= most) return n;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

function day(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text))
    return text;
  throw new InvalidArgumentError('It must be a day such as 2026-01-31.');
}
