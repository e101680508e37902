import { listVariables, VARIABLES, type Variable } from '@salesagent/platform/config';
import type { z } from 'zod';
import type { CompanyFacts, CrmKind } from './company-facts';

type AnyVariable = Variable<z.ZodType>;

/** How a variable stands in the deployment of a company. */
export interface DeploymentVariable {
  variable: AnyVariable;
  /**
   * `known`: we know it; `to-set`: somebody has to set it; `own`: another in each service; `secret`: stands in no
   * file; `default`: may be left as it is.
   */
  state: 'known' | 'to-set' | 'own' | 'secret' | 'default';
  /** The value of a known one, the default of one that may be left. */
  value: string | null;
  /** How to come by the value. */
  hint: string | null;
}

const KEYS = 'made by the commands in docs/crm/new-company.md#keys, mounted for this service alone';
const SIGN_IN: Record<Exclude<CrmKind, 'postgres'>, string> = {
  salesforce: 'docs/crm/salesforce.md says how to come by it; a mounted secret for gateway alone',
  hubspot: 'docs/crm/hubspot.md says how to come by it; a mounted secret for gateway alone',
};

/** Every variable of the tree that a deployment of this company has to do with, in the order of the tree. */
export function deploymentVariables(facts: CompanyFacts): DeploymentVariable[] {
  const known = knownValues(facts);
  const toSet = valuesToSet(facts);
  const unneeded = new Set(unneededVariables(facts));
  return listVariables()
    .map(({ variable }) => variable)
    .filter((variable) => !unneeded.has(variable))
    .map((variable): DeploymentVariable => {
      const value = known.get(variable);
      if (variable.secret) return { variable, state: 'secret', value: null, hint: variable.secret };
      if (value !== undefined) return { variable, state: 'known', value, hint: null };
      if (variable === VARIABLES.auth.clientId) return { variable, state: 'own', value: null, hint: null };
      const hint = toSet.get(variable);
      if (hint !== undefined) return { variable, state: 'to-set', value: null, hint };
      const { success, data } = variable.schema.safeParse(undefined);
      // Without a default it must be set, also where this file has no hint how.
      if (!success) return { variable, state: 'to-set', value: null, hint: null };
      return { variable, state: 'default', value: data === undefined ? null : String(data), hint: null };
    });
}

function knownValues(facts: CompanyFacts): Map<AnyVariable, string> {
  const { slug, name, crm, timeZone, kafka, issuer } = facts;
  return new Map<AnyVariable, string>([
    [VARIABLES.company, slug],
    [VARIABLES.companyName, name],
    [VARIABLES.temporal.namespace, slug],
    [VARIABLES.crm.kind, crm],
    [VARIABLES.crm.timeZone, timeZone],
    [VARIABLES.bus.transport, kafka === null ? 'postgres' : 'kafka'],
    // Below PLAYBOOKS_DIR, wherever that is on the machine at hand: a service runs in its own checkout.
    [VARIABLES.crm.mappingFile, `playbooks/companies/${slug}/crm.yaml`],
    ...(kafka === null ? [] : ([[VARIABLES.bus.kafka.brokers, kafka]] as const)),
    ...(issuer === null ? [] : ([[VARIABLES.auth.issuer, issuer]] as const)),
  ]);
}

function valuesToSet({ crm }: CompanyFacts): Map<AnyVariable, string> {
  return new Map<AnyVariable, string>([
    [VARIABLES.auth.issuer, 'the provider that people and services sign in at: docs/sign-in.md'],
    [VARIABLES.temporal.address, 'the default is a Temporal on the same machine'],
    [VARIABLES.permits.privateKeyFile, KEYS],
    [VARIABLES.permits.publicKeyFile, 'the public half of it'],
    [VARIABLES.audit.privateKeyFile, KEYS],
    ...Object.values(VARIABLES.urls).map((url) => [url, 'as the other services reach it'] as const),
    [VARIABLES.urls.console, 'as people reach it: messages link to it, and sign-in comes back to it'],
    ...(crm === 'postgres' ? [] : ([[VARIABLES.crm.credentialsFile, SIGN_IN[crm]]] as const)),
  ]);
}

/** What has no meaning with this CRM and this bus. */
function unneededVariables({ crm, kafka }: CompanyFacts): AnyVariable[] {
  const { kind: _, ...ofHosted } = VARIABLES.crm;
  return [
    ...(crm === 'postgres' ? Object.values(ofHosted) : []),
    ...(kafka === null ? Object.values(VARIABLES.bus.kafka) : []),
    ...(crm === 'salesforce' ? [VARIABLES.crm.webhookUrl] : []),
  ];
}
