import { readFileSync } from 'node:fs';
import { sampleCompany } from '../sample/sample-company';
import { urlOf } from './environment';
import { companyFolder, playbooksFolder } from './company-folder';
import { followFirstReading } from './first-reading';
import { Home } from './home';
import { DataLoader, exportFiles, type ExportFile } from './load-data';
import { phaseInWords, recordsInWords } from './import-words';
import { readOptions, StartError, USAGE, type StartOptions } from './options';
import { choosePorts } from './ports';
import { Progress } from './progress';
import { PROCESS_NAMES } from './services';
import { operatorToken, Stack } from './stack';

/** What `npm start` does. Resolves when everything has ended again. */
export async function start(root: string, parameters: string[]): Promise<void> {
  // Whoever read the output may have gone (a closed terminal, a pipe that ended); the stack runs on without it.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  const progress = new Progress();
  let stack: Stack | null = null;
  let home: Home | null = null;
  try {
    const options = readOptions(parameters, process.env, process.env['INIT_CWD'] ?? process.cwd());
    if (options === 'help') return progress.say(USAGE);
    const mine = new Home(options.home);
    mine.create();
    mine.lock();
    home = mine;
    const playbooks = playbooksFolder(root, process.env);
    const asked = options.companySlug ? companyFolder(options.companySlug, playbooks, process.env) : null;
    const company = mine.company(options.importFolder, asked?.company);
    stack = new Stack(root, mine, company, progress, options, { playbooks, crm: asked?.crm ?? {} });
    const ended = untilAsked(stack, progress);
    await stack.endLeftOvers();
    const ports = await choosePorts(mine, options.port, [...new Set(PROCESS_NAMES)]);
    progress.say(`${company.name}: starting (state in ${mine.folder})`);
    const consoleUrl = urlOf(ports, 'console');
    const starting = stack.start(ports);
    const work = company.hosted
      ? starting
      : starting.then(() => loadData(mine, options, consoleUrl, company.source, progress));
    if ((await Promise.race([work, ended])) === 'asked to stop') return;
    stack.loaded();
    mine.write('company.json', company);
    progress.say(
      [
        '',
        `Ready after ${progress.elapsed()}: ${consoleUrl}`,
        'Sign in as the operations VP, or as anybody of the company: the page lists them.',
        'The command line: npx --no-install salesagent --help      Stop: Ctrl-C',
      ].join('\n'),
    );
    if (company.hosted) void followFirstReading({ consoleUrl, token: () => operatorToken(mine), company, progress });
    await ended;
  } catch (error) {
    process.exitCode = 1;
    console.error(
      `\n${error instanceof StartError || (error instanceof Error && error.name === 'ServerError') ? error.message : String((error as Error).stack ?? error)}`,
    );
  } finally {
    await stack?.stop();
    home?.unlock();
  }
}

/** Loads the export that was asked for, or the sample company into an empty home. */
async function loadData(home: Home, options: StartOptions, consoleUrl: string, source: string, progress: Progress) {
  const loader = new DataLoader(consoleUrl, () => operatorToken(home));
  const files = await filesToLoad(options, loader, source);
  if (!files) return;
  const mapping = options.mappingFile === null ? null : readFileSync(options.mappingFile, 'utf8');
  let phase = '';
  await progress.step(
    'import',
    () =>
      loader.load(files, mapping, source, (state) => {
        if (!state.phase || state.phase === phase) return;
        phase = state.phase;
        const words = phaseInWords(phase, files, state);
        if (words) progress.say(`               ${words}`);
      }),
    ({ counts, asOf }) => {
      return [recordsInWords(counts ?? {}), asOf ? `as of ${asOf.slice(0, 10)}` : ''].filter(Boolean).join('; ');
    },
  );
}

async function filesToLoad(options: StartOptions, loader: DataLoader, source: string): Promise<ExportFile[] | null> {
  if (options.importFolder) return exportFiles(options.importFolder);
  if (source !== 'sample' || (await loader.hasData())) return null;
  return Object.entries(sampleCompany()).map(([name, content]) => ({ name, content: Buffer.from(content) }));
}

/** Resolves when the operator asks to stop; a second time ends everything at once. */
function untilAsked(stack: Stack, progress: Progress): Promise<'asked to stop'> {
  return new Promise((done) => {
    let asked = 0;
    const ask = () => {
      asked += 1;
      if (asked === 1) {
        progress.say('\nstopping (Ctrl-C again: at once)');
        done('asked to stop');
        void stack.stop();
      } else {
        stack.kill();
        process.exit(130);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  });
}
