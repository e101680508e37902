import type { CompanyFacts } from './company-facts';

/** The company's `policy.yaml`: its calendar. Everything else holds as the firm has it. */
export function policyText({ name, timeZone, fiscalYearStartMonth }: CompanyFacts): string {
  return [
    `# What ${name} has otherwise than the firm (playbooks/base/policy.yaml); a company may only tighten: docs/policy.md.`,
    'calendar:',
    `  timeZone: ${timeZone}`,
    `  fiscalYearStartMonth: ${fiscalYearStartMonth}`,
    '  # Days nobody works, 2027-01-01 and so on. Days to decide within are business days.',
    '  holidays: []',
    '',
  ].join('\n');
}

/** What numbers are told in, and which quarter a day is in. */
export function forecastText({ currency, fiscalYearStartMonth }: CompanyFacts): string {
  return [
    '---',
    'rules:',
    `  fiscalYearStartMonth: ${fiscalYearStartMonth}`,
    `  currency: ${currency}`,
    '---',
    '',
  ].join('\n');
}
