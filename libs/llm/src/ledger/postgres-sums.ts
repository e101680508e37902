import type { Pool } from 'pg';
import type { CallsSum, LedgerSums, SpendingBy, SpendingQuery, SpendingSum } from './ledger';

/** What can be read in the tables of `LEDGER_TABLES`; the right to select is enough. */
export class PostgresLedgerSums implements LedgerSums {
  constructor(private readonly tables: Pool) {}

  async sums(query: SpendingQuery): Promise<SpendingSum[]> {
    const rows = await this.read<SpendingRow>(query, 'closed_at is not null', {
      ...{ tokens: 'input_tokens + output_tokens + estimated_tokens', usd: 'usd' },
      more: `sum(input_tokens) as input, sum(cached_input_tokens) as cached, sum(output_tokens) as output,
             sum(estimated_tokens) as estimated, count(*) filter (where outcome <> 'answered') as failed`,
    });
    return rows.map((row) => ({
      ...callsOf(row),
      usage: {
        inputTokens: Number(row.input),
        cachedInputTokens: Number(row.cached),
        outputTokens: Number(row.output),
      },
      estimatedTokens: Number(row.estimated),
      failed: Number(row.failed),
    }));
  }

  async reserved(query: SpendingQuery): Promise<CallsSum[]> {
    const columns = { tokens: 'reserved_tokens', usd: 'reserved_usd' };
    return (await this.read<CallsRow>(query, 'closed_at is null', columns)).map(callsOf);
  }

  private async read<Row extends object>(
    { company, from, to, by, agent, action, subjects }: SpendingQuery,
    which: string,
    { tokens, usd, more }: { tokens: string; usd: string; more?: string },
  ): Promise<Row[]> {
    const parts = by.map((part) => PARTS[part]);
    const of = parts.length > 0 ? `array[${parts.join(', ')}]` : `'{}'::text[]`;
    const { rows } = await this.tables.query<Row>(
      `select ${of} as of, count(*) as calls, sum(${tokens}) as tokens, coalesce(sum(${usd}), 0) as usd,
              count(*) filter (where ${usd} is null) as unpriced${more ? `, ${more}` : ''}
         from models.model_call
        where company = $1 and day between $2 and $3 and ${which}
          and ($4::text is null or agent = $4) and ($5::text is null or action = $5)
          and ($6::text[] is null or subject = any($6))
        group by 1
        order by 4 desc, 3 desc, to_json(${of})::text collate "C"`,
      [company, from, to, agent ?? null, action ?? null, subjects ?? null],
    );
    return rows;
  }
}

interface CallsRow {
  of: (string | null)[];
  calls: string;
  tokens: string;
  usd: string;
  unpriced: string;
}

interface SpendingRow extends CallsRow {
  input: string;
  cached: string;
  output: string;
  estimated: string;
  failed: string;
}

function callsOf({ of, calls, tokens, usd, unpriced }: CallsRow): CallsSum {
  return { of, calls: Number(calls), tokens: Number(tokens), usd: Number(usd), unpriced: Number(unpriced) };
}

const PARTS: Record<SpendingBy, string> = {
  agent: 'agent',
  action: 'action',
  subject: 'subject',
  model: 'model',
  outcome: 'outcome',
  prompt: `prompt || '@' || prompt_version`,
  day: 'day::text',
};
