import type { ImportRecord } from './records';
import { Findings, type Finding } from './report';

/**
 * Deals whose value no sum may hold: there is no rate, so what is not in the company's currency is left out.
 *
 * @param deals of an export
 * @param company the currency most deals of the company are in, those of this export included; null when none says one
 */
export function otherCurrencies(deals: readonly ImportRecord[], company: string | null): Finding[] {
  const findings = new Findings();
  for (const { fields, file, line } of deals) {
    const { amount, currency } = fields;
    if (typeof amount !== 'number' || typeof currency !== 'string' || currency === company) continue;
    const message = `deals in ${currency}, where most deals of the company are in ${company}: without a rate their value is in no sum`;
    const remedy = `convert them to ${company} in the export`;
    findings.add({ kind: 'other-currency', file, row: line, column: 'currency', value: currency, message, remedy });
  }
  return findings.all();
}
