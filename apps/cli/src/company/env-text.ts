import { VARIABLES } from '@salesagent/platform/config';
import { roleOf } from '@salesagent/platform/service-schema';
import type { CompanyFacts } from './company-facts';
import type { DeploymentVariable } from './deployment-variables';

/**
 * The deployment's values as an env file, which `node --env-file`, Docker Compose and systemd read alike. A secret's name only
 * stands in a comment: an empty value here would hide the one of the secret store.
 */
export function envText(facts: CompanyFacts, variables: readonly DeploymentVariable[]): string {
  const of = (state: DeploymentVariable['state']) => variables.filter((v) => v.state === state);
  return [
    `# ${facts.name}: what every service of its deployment is given. docs/crm/new-company.md says how it is used,`,
    '# docs/reference/configuration.md what every variable is.',
    heading('Known'),
    ...of('known').flatMap(({ variable, value }) => ['', `# ${variable.description}`, assigned(variable.name, value!)]),
    heading('To set'),
    ...of('to-set').flatMap(({ variable, hint }) => [
      '',
      `# ${variable.description}${hint === null ? '' : ` (${hint})`}`,
      `${variable.name}=`,
    ]),
    heading('Secrets: never in this file. The secret store gives them to the service under these names'),
    ...of('secret').flatMap(({ variable, hint }) => [
      '',
      `# ${variable.name}: ${variable.description}`,
      `#   how to come by it: ${hint}`,
    ]),
    heading('Each service its own: its client at the issuer with that client’s secret, and its role in DATABASE_URL'),
    ...of('own').flatMap(({ variable }) => ['', `# ${variable.name}: ${variable.description}`]),
    '',
    ...ownOfServices(facts.slug),
    heading('May stay as it is'),
    ...of('default').flatMap(({ variable, value }) => [
      '',
      `# ${variable.description}`,
      `# ${value === null ? `${variable.name}=` : assigned(variable.name, value)}`,
    ]),
    '',
  ].join('\n');
}

const heading = (words: string): string => `\n# ---- ${words}`;

/** The services are those that the configuration has an address of. */
function ownOfServices(slug: string): string[] {
  const database = slug.replaceAll('-', '_');
  const services = Object.values(VARIABLES.urls).map(({ name }) => name.replace(/_URL$/, '').toLowerCase());
  return services.map((service) => {
    const role = roleOf(service);
    return `# ${service.replaceAll('_', '-').padEnd(17)} postgresql://${role}:PASSWORD@HOST:5432/${database}`;
  });
}

/** Quoted where a shell or another reader would take it apart. */
function assigned(name: string, value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value)) return `${name}=${value}`;
  return `${name}="${value}"`;
}
