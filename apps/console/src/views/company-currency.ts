import type { Playbook } from '@salesagent/playbook';
import type { Pool } from 'pg';

const FORECAST = '7-operations/forecast';

/** The currency most deals are in; of a company with one alone its deals tell none, but its forecast section does. */
export async function companyCurrency(pool: Pool, playbook: Playbook | null): Promise<string> {
  const { rows } = await pool.query<{ currency: string }>(
    `select fields->>'currency' as currency from console.mirror
     where record_type = 'opportunity' and fields->>'currency' is not null
     group by 1 order by count(*) desc, 1 limit 1`,
  );
  return rows[0]?.currency ?? currencyOf(playbook?.section(FORECAST)?.rules) ?? 'USD';
}

function currencyOf(rules: unknown): string | null {
  const currency = (rules as { currency?: unknown } | null | undefined)?.currency;
  return typeof currency === 'string' ? currency : null;
}
