import { join, resolve } from 'node:path';
import type { Difference, Run } from '@salesagent/evaluation';
import { tryCompile, type Playbook } from '@salesagent/playbook';
import type { EvalOptions } from '../commands/eval';
import { placeOf } from '../commands/playbook-place';
import { CliError, EXIT } from '../exit-codes';
import type { Io } from '../output/io';
import { homeFolder } from '../surroundings';
import { liveModel } from './live-model';

export interface Evaluated {
  run: Run;
  /** By kind, beside the last run of the same cases, writers and company. */
  differences: Difference[];
}

/** Reads cases, evaluates them, keeps the results and compares them with those before. */
export async function runEvaluation(io: Io, o: EvalOptions): Promise<Evaluated> {
  // No other command needs it in memory.
  const evaluation = await import('@salesagent/evaluation');
  const { CaseFileError, differences, evaluateCases, junit, KeptRun, OWN_CASES, readCases } = evaluation;
  try {
    const sets = readCases(o.cases === undefined ? OWN_CASES : resolve(io.cwd, o.cases), o.kind);
    const company = o.company ?? 'base';
    const said = {
      ...{ playbook: playbookOf(io, o), sets, company },
      onKind: (kind: string, cases: number) => io.err(`${kind}: ${cases} cases`),
    };
    const live = o.live ? await liveModel(io, said, o.budget) : null;
    const kept = new KeptRun(join(homeFolder(io), 'evaluation', `${company}-${fileName(live?.name)}.json`));
    const run = await evaluateCases({ ...said, model: live, at: new Date(io.now()) });
    const evaluated = { run, differences: differences(run, kept.read()) };
    kept.keep(run);
    if (o.junit !== undefined) io.writeFile(resolve(io.cwd, o.junit), junit(run));
    return evaluated;
  } catch (error) {
    if (error instanceof CaseFileError) throw new CliError(EXIT.usage, error.message, error.remedy, 'usage');
    throw error;
  }
}

const fileName = (model: string | undefined): string =>
  model === undefined ? 'offline' : `live-${model.replace(/[^\w.-]+/g, '-')}`;

function playbookOf(io: Io, o: EvalOptions): Playbook {
  const { dir, company } = placeOf({ io }, o);
  const { playbook, problems } = tryCompile(dir, company);
  const [first] = problems;
  if (playbook && !first) return playbook;
  const where = first ? `${first.file}:${first.line}: ${first.message}` : 'it cannot be compiled';
  throw new CliError(
    EXIT.failed,
    `The playbook has errors: ${where}`,
    'See them all with `salesagent playbook check`.',
  );
}
