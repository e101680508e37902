import { z } from 'zod';

/** One environment variable: its name, what it accepts and what it is for. */
export interface Variable<S extends z.ZodType> {
  name: string;
  schema: S;
  description: string;
  /** Of a value that stands in no file: how somebody gets one. */
  secret?: string;
}

function variable<S extends z.ZodType>(name: string, schema: S, description: string): Variable<S> {
  return { name, schema, description };
}

/** A variable whose value only the process and the secret store know; `made` says how somebody gets one. */
function secret<S extends z.ZodType>(name: string, schema: S, description: string, made: string): Variable<S> {
  return { name, schema, description, secret: made };
}

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const milliseconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const brokers = z.string().regex(/^[^\s,:]+:\d+(\s*,\s*[^\s,:]+:\d+)*$/, 'host:port, several divided by commas');
const serviceUrl = (service: string) =>
  variable(`${service.toUpperCase().replaceAll('-', '_')}_URL`, z.url().optional(), `Address of ${service}.`);

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Every variable a process of the system reads, as one tree. `docs/reference/configuration.md` is generated from it;
 * nothing else in the code reads the environment.
 */
export const VARIABLES = {
  company: variable(
    'SALESAGENT_COMPANY',
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and dashes')
      .default('company'),
    'Slug of the portfolio company; prefix of its topics.',
  ),
  companyName: variable(
    'COMPANY_NAME',
    z.string().min(1).optional(),
    'Name of the company as people read it; else from the slug.',
  ),
  home: variable('SALESAGENT_HOME', z.string().min(1).default('.salesagent'), 'Folder of the local state.'),
  playbooksDir: variable('PLAYBOOKS_DIR', z.string().min(1).default('playbooks'), 'Folder of the playbooks.'),
  http: {
    host: variable('HOST', z.string().default('127.0.0.1'), 'Interface the service listens on.'),
    port: variable('PORT', port(3000), 'Port the service listens on; 0 takes a free one.'),
  },
  log: {
    level: variable(
      'LOG_LEVEL',
      z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
      'Least severe level that is logged.',
    ),
  },
  database: {
    url: secret(
      'DATABASE_URL',
      z.url(),
      'Connection string of the service role.',
      'the password the role was given by the migration job; each service has its own role',
    ),
    poolSize: variable('DATABASE_POOL_SIZE', z.coerce.number().int().min(2).max(100).default(10), 'Connections kept.'),
    statementTimeout: variable('DATABASE_STATEMENT_TIMEOUT_MS', milliseconds(60_000), 'Longest statement, ms.'),
    transactionTimeout: variable('DATABASE_TRANSACTION_TIMEOUT_MS', milliseconds(120_000), 'Longest transaction, ms.'),
    idleInTransactionTimeout: variable(
      'DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS',
      milliseconds(30_000),
      'Longest pause inside a transaction before the server ends the session, ms.',
    ),
  },
  bus: {
    transport: variable(
      'BUS_TRANSPORT',
      z.enum(['postgres', 'kafka']).default('postgres'),
      'What carries events between services: the company database, or Kafka.',
    ),
    kafka: {
      brokers: variable('KAFKA_BROKERS', brokers.optional(), 'Brokers of the Kafka cluster, host:port,host:port.'),
      saslMechanism: variable(
        'KAFKA_SASL_MECHANISM',
        z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
        'How to sign in at Kafka; without it nobody signs in.',
      ),
      username: variable('KAFKA_SASL_USERNAME', z.string().optional(), 'User at Kafka.'),
      password: secret(
        'KAFKA_SASL_PASSWORD',
        z.string().optional(),
        'Password of that user.',
        'made with the user, by whoever runs the cluster',
      ),
      tls: variable(
        'KAFKA_TLS',
        z
          .enum(['true', 'false'])
          .default('false')
          .transform((text) => text === 'true'),
        'Whether to speak TLS with Kafka: true or false.',
      ),
      caFile: variable('KAFKA_TLS_CA_FILE', z.string().optional(), 'PEM of the authority to trust; else the system.'),
      certFile: variable('KAFKA_TLS_CERT_FILE', z.string().optional(), 'PEM of the client certificate (mTLS).'),
      keyFile: variable('KAFKA_TLS_KEY_FILE', z.string().optional(), 'PEM of the key of that certificate.'),
    },
  },
  temporal: {
    address: variable('TEMPORAL_ADDRESS', z.string().default('127.0.0.1:7233'), 'Temporal frontend, host:port.'),
    namespace: variable('TEMPORAL_NAMESPACE', z.string().default('default'), 'Temporal namespace.'),
  },
  auth: {
    issuer: variable('OIDC_ISSUER', z.url().optional(), 'Issuer whose access tokens are accepted.'),
    audience: variable('OIDC_AUDIENCE', z.string().default('salesagent'), 'Audience a token must carry.'),
    claims: {
      roles: variable(
        'OIDC_ROLES_CLAIM',
        z.string().min(1).default('roles'),
        'Claim of an access token with the roles: its name, or a path into it (`realm_access.roles`).',
      ),
      roleNames: variable(
        'OIDC_ROLE_NAMES',
        z.string().min(1).optional(),
        'What the issuer calls our roles, `Sales Ops=operations_vp,Reps=rep`; then no other name counts.',
      ),
      person: variable(
        'OIDC_PERSON_CLAIM',
        z.string().min(1).default('person_id'),
        'Claim with the id that the CRM has for the person.',
      ),
    },
    requestParameters: variable(
      'OIDC_REQUEST_PARAMETERS',
      z
        .string()
        .regex(/^[^&=]+=[^&=]+(&[^&=]+=[^&=]+)*$/, 'name=value, several divided by &')
        .optional(),
      'Sent with every request for a token, where an issuer wants more than scopes: `audience=https://salesagent`.',
    ),
    serviceScope: variable(
      'SERVICE_SCOPE',
      z.string().min(1).optional(),
      'Scope of the tokens a service gets for itself; the audience when absent.',
    ),
    clientId: variable('SERVICE_CLIENT_ID', z.string().optional(), 'Client id for tokens the service gets for itself.'),
    clientSecret: secret(
      'SERVICE_CLIENT_SECRET',
      z.string().optional(),
      'Secret of that client.',
      'made by the issuer with the client; each service is a client of its own',
    ),
    sessionSecret: secret(
      'SESSION_SECRET',
      z.string().min(32).optional(),
      'Key of the console session cookie; at least 32 characters. Only the console reads it.',
      '`openssl rand -base64 48`',
    ),
  },
  console: {
    webDir: variable('CONSOLE_WEB_DIR', z.string().default('dist/apps/console/web'), 'Folder of the built web app.'),
    clientId: variable('OIDC_CLIENT_ID', z.string().default('salesagent-console'), 'OIDC client of the console.'),
    clientSecret: secret(
      'OIDC_CLIENT_SECRET',
      z.string().optional(),
      'Its secret; without one it is a public client.',
      'made by the issuer with the client',
    ),
    cliClientId: variable(
      'OIDC_CLI_CLIENT_ID',
      z.string().default('salesagent-cli'),
      'OIDC client of the command line (device flow).',
    ),
    scope: variable(
      'OIDC_SCOPE',
      z.string().default('openid profile offline_access salesagent'),
      'Scopes that signing in asks for.',
    ),
  },
  crm: {
    kind: variable(
      'CRM',
      z.enum(['postgres', 'salesforce', 'hubspot']).default('postgres'),
      'The company’s CRM: our own, or one that is read and written through its API. Gateway.',
    ),
    mappingFile: variable(
      'CRM_MAPPING_FILE',
      z.string().optional(),
      'YAML that maps a hosted CRM to canon (docs/crm/mapping.md). Gateway.',
    ),
    credentialsFile: variable(
      'CRM_CREDENTIALS_FILE',
      z.string().optional(),
      'JSON with the sign-in to a hosted CRM, readable by gateway alone (docs/crm/connect.md). Gateway.',
    ),
    url: variable(
      'CRM_URL',
      z.url().optional(),
      'Where a hosted CRM signs in and answers, if not at its usual address (a sandbox). Gateway.',
    ),
    webhookUrl: variable(
      'CRM_WEBHOOK_URL',
      z.url().optional(),
      'Address at which the CRM calls gateway, as it is registered there: signatures are over it. Gateway.',
    ),
    reconcileHour: variable(
      'CRM_RECONCILE_HOUR',
      z.coerce.number().int().min(0).max(23).default(3),
      'Hour of the day from which on a hosted CRM is compared with its copy, once a night. Gateway.',
    ),
    timeZone: variable(
      'CRM_TIME_ZONE',
      z.string().refine(isTimeZone, 'a time zone as in Europe/Berlin').default('UTC'),
      'Time zone of that hour: the company’s. Gateway.',
    ),
    pollMs: variable(
      'CRM_POLL_MS',
      milliseconds(10_000),
      'Between two looks for changes of a hosted CRM, ms. Gateway.',
    ),
  },
  permits: {
    privateKeyFile: variable('PERMIT_PRIVATE_KEY_FILE', z.string().optional(), 'JWK that signs permits; orchestrator.'),
    publicKeyFile: variable('PERMIT_PUBLIC_KEY_FILE', z.string().optional(), 'JWK that verifies permits; gateway.'),
  },
  audit: {
    privateKeyFile: variable(
      'AUDIT_PRIVATE_KEY_FILE',
      z.string().optional(),
      'Ed25519 JWK that signs where the audit chain stands; without it nobody does. Orchestrator.',
    ),
    headsFile: variable(
      'AUDIT_HEADS_FILE',
      z.string().optional(),
      'File that signed heads are added to, where the owner of the database cannot write; else audit/heads.jsonl in SALESAGENT_HOME. Orchestrator.',
    ),
  },
  sealed: {
    grantsFile: variable(
      'SEALED_GRANTS_FILE',
      z.string().optional(),
      'JSON file of the clients outside the system that may open sealed values, and which; without it none may. Gateway.',
    ),
  },
  slack: {
    botToken: secret(
      'SLACK_BOT_TOKEN',
      z.string().startsWith('xoxb-', 'a bot token begins with xoxb-').optional(),
      'Token by which approvals are sent to people in Slack; without it none is. Gateway.',
      'shown by Slack when the app is installed: OAuth & Permissions, Bot User OAuth Token',
    ),
    signingSecret: secret(
      'SLACK_SIGNING_SECRET',
      z.string().min(16).optional(),
      'Secret that Slack signs its requests with; without it nothing is decided in Slack. Orchestrator.',
      'shown by Slack in the settings of the app: Basic Information, App Credentials',
    ),
    apiUrl: variable('SLACK_API_URL', z.url().default('https://slack.com/api/'), 'Web API of Slack. Gateway.'),
  },
  mail: {
    smtpUrl: secret(
      'SMTP_URL',
      z.url({ protocol: /^smtps?$/ }).optional(),
      'Mail server by which our own people are told what waits for them, smtp:// or smtps:// with its credentials; without it no mail is sent. Gateway.',
      'the address of the mail server with a user and password that may send as MAIL_FROM',
    ),
    from: variable(
      'MAIL_FROM',
      z
        .string()
        .regex(/[^\s@]+@[^\s@]+/, 'an address')
        .default('Sales agent <sales-agent@localhost>'),
      'Sender of those mails.',
    ),
  },
  models: {
    apiKey: secret(
      'OPENAI_API_KEY',
      z.string().min(1).optional(),
      'Key of the model provider; without it and without OPENAI_BASE_URL no model is asked and the playbook’s templates are used (docs/models.md).',
      'made in the settings of the provider, for this system alone and with a limit of its own',
    ),
    baseUrl: variable(
      'OPENAI_BASE_URL',
      z.url({ protocol: /^https?$/ }).optional(),
      'A server that speaks the same API, up to `/v1`; OpenAI when absent.',
    ),
    api: variable(
      'OPENAI_API',
      z.enum(['responses', 'chat']).default('responses'),
      'Which API it speaks: the Responses API, or `chat` where a server only offers Chat Completions.',
    ),
    model: variable('OPENAI_MODEL', z.string().min(1).default('gpt-5.4-mini'), 'Model that is asked first.'),
    fallbackModels: variable(
      'OPENAI_FALLBACK_MODELS',
      z
        .string()
        .default('')
        .transform((names) =>
          names
            .split(',')
            .map((name) => name.trim())
            .filter(Boolean),
        ),
      'Models of the same provider that are asked in turn when it does not answer, divided by commas.',
    ),
    concurrency: variable(
      'MODEL_CONCURRENCY',
      z.coerce.number().int().min(1).max(100).default(4),
      'Calls of models that a process has under way at most; others wait.',
    ),
    budgetUsdPerDay: variable(
      'MODEL_BUDGET_USD_PER_DAY',
      z.coerce.number().min(0).optional(),
      'US dollars the company spends on models in a day (UTC) at most, all services together.',
    ),
    budgetTokensPerDay: variable(
      'MODEL_BUDGET_TOKENS_PER_DAY',
      z.coerce.number().int().min(0).optional(),
      'The same in tokens, input and output.',
    ),
    budgetsFile: variable(
      'MODEL_BUDGETS_FILE',
      z.string().min(1).optional(),
      'YAML with budgets of agents and actions (docs/models.md).',
    ),
    pricesFile: variable(
      'MODEL_PRICES_FILE',
      z.string().min(1).optional(),
      'YAML with prices of models that the list of the system does not have, or has otherwise (docs/models.md).',
    ),
    traceContent: variable(
      'MODEL_TRACE_CONTENT',
      z
        .enum(['true', 'false'])
        .default('false')
        .transform((text) => text === 'true'),
      'Whether spans hold prompts and answers, which hold what people wrote: true or false.',
    ),
    helicone: {
      apiKey: secret(
        'HELICONE_API_KEY',
        z.string().min(1).optional(),
        'Sends calls through Helicone’s gateway, which sees prompts and answers; without it they go straight to the provider.',
        'made in the settings of Helicone',
      ),
      baseUrl: variable(
        'HELICONE_BASE_URL',
        z.url({ protocol: /^https?$/ }).default('https://oai.helicone.ai/v1'),
        'Its gateway; eu.oai… for the European one, or your own.',
      ),
    },
  },
  vectorStore: {
    kind: variable(
      'VECTOR_STORE',
      z.enum(['none', 'pgvector', 'qdrant', 'pinecone']).default('none'),
      'Where passages are searched by vector: in the process that asks (`none`), or in a store beside the database (docs/playbook-search.md).',
    ),
    url: secret(
      'VECTOR_STORE_URL',
      z.url().optional(),
      'Its address: a connection string for pgvector (Supabase’s, for one), else http:// or https://.',
      'shown by whoever runs the store; the connection string of pgvector holds the password of the service’s role',
    ),
    apiKey: secret(
      'VECTOR_STORE_API_KEY',
      z.string().min(1).optional(),
      'Key of Qdrant or Pinecone.',
      'made in the settings of the store, for this system alone',
    ),
    collection: variable(
      'VECTOR_STORE_COLLECTION',
      z
        .string()
        .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,39}$/, 'letters, digits, - and _, at most 40')
        .default('salesagent_vectors'),
      'Names what is ours in it: a schema (pgvector), or what collections (Qdrant) or namespaces (Pinecone) begin with.',
    ),
  },
  embeddings: {
    kind: variable(
      'EMBEDDINGS',
      z.enum(['none', 'minilm', 'openai']).default('none'),
      'What makes vectors of passages and questions: none (full text alone), minilm on this machine, or openai, a server that speaks OpenAI’s embeddings API (docs/playbook-search.md). Alike for all services.',
    ),
    model: variable(
      'EMBEDDING_MODEL',
      z.string().min(1).default('text-embedding-3-small'),
      'Model that the server is asked for.',
    ),
    dimensions: variable(
      'EMBEDDING_DIMENSIONS',
      z.coerce.number().int().min(2).max(8_192).optional(),
      'Length of its vectors, where the model is none of OpenAI’s; of one of those, a shorter length to ask for.',
    ),
    baseUrl: variable(
      'EMBEDDING_BASE_URL',
      z.url({ protocol: /^https?$/ }).optional(),
      'Another server for vectors than for words, up to `/v1`; else OPENAI_BASE_URL.',
    ),
    apiKey: secret(
      'EMBEDDING_API_KEY',
      z.string().min(1).optional(),
      'Key of that server; where EMBEDDING_BASE_URL is not set, OPENAI_API_KEY counts.',
      'made in the settings of the provider, for this system alone and with a limit of its own',
    ),
  },
  search: {
    readBy: variable(
      'PASSAGES_READ_BY',
      z.enum(['none', 'model']).default('none'),
      'Who reads the passages that were found and says whether they answer: none (it is guessed from how they were found), or model, the one of OPENAI_MODEL, to which question and passages are sent (docs/playbook-search.md). Console, command line.',
    ),
  },
  documents: {
    dir: variable(
      'COMPANY_DOCUMENTS_DIR',
      z.string().min(1).optional(),
      'Folder of the company’s documents that people and agents may search (product sheets, case studies, security answers); else `companies/{slug}/documents` of PLAYBOOKS_DIR. Orchestrator.',
    ),
    pollMs: variable(
      'COMPANY_DOCUMENTS_POLL_MS',
      milliseconds(60_000),
      'Between two looks for changes in that folder, ms. Orchestrator.',
    ),
  },
  urls: {
    gateway: serviceUrl('gateway'),
    orchestrator: serviceUrl('orchestrator'),
    leadGen: serviceUrl('lead-gen'),
    qualification: serviceUrl('qualification'),
    deal: serviceUrl('deal'),
    customerSuccess: serviceUrl('customer-success'),
    opsAnalyst: serviceUrl('ops-analyst'),
    console: serviceUrl('console'),
  },
  telemetry: {
    endpoint: variable(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      z.url().optional(),
      'OTLP endpoint for traces and metrics; without it nothing is exported.',
    ),
    langsmith: {
      apiKey: secret(
        'LANGSMITH_API_KEY',
        z.string().min(1).optional(),
        'Sends the spans of model calls, and no others, to LangSmith.',
        'made in the settings of LangSmith: API Keys',
      ),
      endpoint: variable(
        'LANGSMITH_ENDPOINT',
        z.url({ protocol: /^https?$/ }).default('https://api.smith.langchain.com'),
        'LangSmith’s API; eu.api… for the European one, or your own.',
      ),
      project: variable('LANGSMITH_PROJECT', z.string().min(1).default('salesagent'), 'Project the spans belong to.'),
    },
  },
};
