import type { MadeCompany } from '../company/make-company';

/** A made company for people: what is there now, and what to do. */
export function companyText({ name, files, next }: MadeCompany & { next: string[] }): string {
  const width = Math.max(...files.map(({ path }) => path.length));
  return [
    `Made ${name}:`,
    ...files.map(({ path, what }) => `  ${path.padEnd(width)}  ${what}`),
    '',
    'Next:',
    ...next.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n');
}

/** The next three steps. */
export function nextSteps({ crm, folder, slug, mapping, toSet, secrets }: MadeCompany, from?: string): string[] {
  const check = `salesagent crm check ${folder}/crm.yaml --from ${from ?? 'EXPORT'}`;
  const map = {
    drafted: `Read every line of ${folder}/crm.yaml and give its stages a meaning; then \`${check}\`.`,
    empty: `Map the CRM: ${folder}/crm.yaml begins with how; then \`${check}\`.`,
  };
  return [
    mapping === null
      ? `Look over what holds: \`salesagent playbook check --company ${slug}\`, \`salesagent policy check --company ${slug}\`.`
      : map[mapping],
    `Set ${toSet.length} values in ${folder}/deployment.env, and ${secrets.length} secrets in the secret store; it says how to come by each.`,
    crm === 'postgres'
      ? 'Make its database and start it (docs/crm/new-company.md), then load an export with `salesagent import`.'
      : `Try it on this machine: \`npm start -- --company ${slug}\` needs CRM_CREDENTIALS_FILE alone; then \`salesagent crm doctor\`. Its deployment: docs/crm/new-company.md.`,
  ];
}
