import { InvalidArgumentError, type Command } from 'commander';
import { ConfigError, loadVariables, VARIABLES } from '@salesagent/platform/config';
import type { VectorIndexSettings } from '@salesagent/retrieval';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';

interface VectorsOptions extends JsonOption {
  model: string;
  dimensions: number;
  role?: string;
}

/** Services have no right to make tables, so those of pgvector are made here, by whoever owns that database. */
export function playbookVectorsCommand(playbook: Command, { io }: Context): void {
  withJson(playbook.command('vectors'))
    .description(
      'make what VECTOR_STORE=pgvector needs in the database of VECTOR_STORE_URL, there the connection string of its owner: extension, schema and the table of a model; any number of times',
    )
    .requiredOption('--model <name>', 'embedding model, as answers of `playbook search` name it')
    .requiredOption('--dimensions <n>', 'length of its vectors', dimensions)
    .option('--role <name>', 'role that the service connects as, which gets the right to use them')
    .action(async ({ model, dimensions: length, role, json }: VectorsOptions) => {
      const settings = await configured(io.environment);
      if (settings.store !== 'pgvector') {
        const remedy =
          'Set VECTOR_STORE=pgvector and VECTOR_STORE_URL. Qdrant and Pinecone are prepared in their own ways.';
        throw usageError(`VECTOR_STORE is ${settings.store}: it has no tables.`, remedy);
      }
      const { url, collection: schema } = settings;
      const { preparePgVector } = await searching();
      await preparePgVector({ url, schema }, { model, dimensions: length, ...(role && { role }) }).catch(failed);
      const made = { schema, model, dimensions: length, role: role ?? null };
      print(io, json, made, () => `Schema ${schema} is ready for vectors of ${model} (${length} numbers each).`);
    });
}

/** No other command needs it in memory. */
const searching = () => import('@salesagent/retrieval');

async function configured(environment: NodeJS.ProcessEnv): Promise<VectorIndexSettings> {
  const { VectorIndexError, vectorIndexSettings } = await searching();
  const { company, vectorStore } = VARIABLES;
  try {
    return vectorIndexSettings(loadVariables({ company, vectorStore }, environment));
  } catch (error) {
    if (!(error instanceof VectorIndexError || error instanceof ConfigError)) throw error;
    throw usageError(error.message, 'See docs/reference/configuration.md.');
  }
}

async function failed(error: unknown): Promise<never> {
  const { VectorIndexError } = await searching();
  if (!(error instanceof VectorIndexError)) throw error;
  throw new CliError(EXIT.failed, error.message, 'Nothing was changed.', `vector-store-${error.kind}`);
}

function dimensions(text: string): number {
  const n = Number(text);
  if (Number.isInteger(n) && n > 0) return n;
  throw new InvalidArgumentError('It must be a whole number above 0, such as 384 for MiniLM.');
}
