/** A service of the local stack. */
export interface ServiceDefinition {
  name: string;
  /** Schema in the database; its role is `salesagent_<schema>`. */
  schema: string;
  /** Variable by which the others find it. */
  urlVariable: string;
  /** Heap limit, MB: an import passes through gateway and the folds of ops-analyst hold all deals. */
  heap: number;
}

export const SERVICES: ServiceDefinition[] = [
  { name: 'gateway', schema: 'gateway', urlVariable: 'GATEWAY_URL', heap: 512 },
  { name: 'orchestrator', schema: 'orchestrator', urlVariable: 'ORCHESTRATOR_URL', heap: 384 },
  { name: 'lead-gen', schema: 'lead_gen', urlVariable: 'LEAD_GEN_URL', heap: 320 },
  { name: 'qualification', schema: 'qualification', urlVariable: 'QUALIFICATION_URL', heap: 320 },
  { name: 'deal', schema: 'deal', urlVariable: 'DEAL_URL', heap: 320 },
  { name: 'customer-success', schema: 'customer_success', urlVariable: 'CUSTOMER_SUCCESS_URL', heap: 320 },
  { name: 'ops-analyst', schema: 'ops_analyst', urlVariable: 'OPS_ANALYST_URL', heap: 512 },
  { name: 'console', schema: 'console', urlVariable: 'CONSOLE_URL', heap: 384 },
];

/** Whatever of a stack listens at a port of its own. */
export const PROCESS_NAMES = [
  'console',
  'identity',
  'postgres',
  'temporal',
  'kafka',
  ...SERVICES.map(({ name }) => name),
];
