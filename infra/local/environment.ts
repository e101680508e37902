import { join, resolve } from 'node:path';
import { listVariables, VARIABLES } from '@salesagent/platform/config';
import { roleOf } from '@salesagent/platform/service-schema';
import { downloadCache, type PostgresServer } from '@salesagent/servers';
import type { Home, HomeCompany, KeyFiles } from './home';
import { SERVICES, type ServiceDefinition } from './services';

export const DATABASE = 'company';

export interface StackFacts {
  root: string;
  home: Home;
  company: HomeCompany;
  ports: Record<string, number>;
  postgres: PostgresServer;
  temporal: { address: string; namespace: string };
  /** Brokers of the Kafka that carries the events; null when the database does. */
  kafka: string | null;
  permits: KeyFiles;
  audit: KeyFiles;
  playbooks: string;
  /** What gateway is told of a hosted CRM; empty where the company's CRM is our own. */
  crm: Record<string, string>;
}

export const urlOf = (ports: Record<string, number>, name: string): string => `http://127.0.0.1:${ports[name]}`;

/** Flags of every node process of the stack: source maps for readable errors, and small young generations. */
export function nodeFlags(heap: number): string[] {
  return ['--enable-source-maps', `--max-old-space-size=${heap}`, '--max-semi-space-size=8'];
}

/** What each process of the stack is told; nothing of start's own environment but what a program needs to run. */
export function baseEnvironment({
  home,
  company,
  ports,
  playbooks,
}: Pick<StackFacts, 'home' | 'company' | 'ports' | 'playbooks'>) {
  const passed = [
    'PATH',
    'HOME',
    'TMPDIR',
    'LANG',
    'TZ',
    'LOG_LEVEL',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_HEADERS',
  ];
  return {
    ...Object.fromEntries(passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    NODE_COMPILE_CACHE: join(downloadCache(), 'compile'),
    SALESAGENT_HOME: home.folder,
    SALESAGENT_COMPANY: company.slug,
    COMPANY_NAME: company.name,
    PLAYBOOKS_DIR: playbooks,
    OIDC_ISSUER: urlOf(ports, 'identity'),
    ...Object.fromEntries(SERVICES.map(({ name, urlVariable }) => [urlVariable, urlOf(ports, name)])),
  } as Record<string, string>;
}

/** Kafka as the services are told of it: where it is, and how the operator's environment says to enter it. */
export function busEnvironment(kafka: string | null): Record<string, string> {
  if (kafka === null) return { BUS_TRANSPORT: 'postgres' };
  const passed = Object.entries(process.env).filter(([name, value]) => /^KAFKA_(SASL_|TLS)/.test(name) && value);
  return { ...(Object.fromEntries(passed) as Record<string, string>), BUS_TRANSPORT: 'kafka', KAFKA_BROKERS: kafka };
}

/** Of Slack's two secrets each service is told only its own: gateway sends, orchestrator knows what Slack has signed. */
const CHANNELS_OF: Readonly<Record<string, readonly string[]>> = {
  gateway: ['SLACK_BOT_TOKEN', 'SLACK_API_URL', 'SMTP_URL', 'MAIL_FROM'],
  orchestrator: ['SLACK_SIGNING_SECRET'],
};

function channelsEnvironment(service: string): Record<string, string> {
  const passed = (CHANNELS_OF[service] ?? []).flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(passed) as Record<string, string>;
}

const ASK_MODELS: readonly string[] = ['lead-gen', 'qualification', 'deal', 'customer-success', 'ops-analyst'];

/**
 * How models are asked, for agents alone. Only when OPENAI_MODEL is set: a key that happens to be in somebody's shell is
 * no decision to send a provider what the CRM holds.
 */
function modelsEnvironment(service: string): Record<string, string> {
  if (!ASK_MODELS.includes(service) || !process.env['OPENAI_MODEL']) return {};
  return passedOf([VARIABLES.models, VARIABLES.telemetry.langsmith], process.env);
}

/** Console asks a model for one thing, to read passages, and only where that was decided. */
export function readingEnvironment(service: string, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  if (service !== 'console' || env['PASSAGES_READ_BY'] !== 'model') return {};
  return passedOf([VARIABLES.search, VARIABLES.models, VARIABLES.telemetry.langsmith], env);
}

function passedOf(parts: readonly object[], env: NodeJS.ProcessEnv): Record<string, string> {
  const names = parts.flatMap((part) => listVariables(part).map(({ variable: { name } }) => name));
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : []))) as Record<string, string>;
}

/** Services that make vectors: of passages, or of questions to them. Agents ask by words alone and need no key. */
const MAKE_VECTORS: readonly string[] = ['orchestrator', 'console'];

/**
 * How vectors are made and where they are searched. A key and a server for words are handed on as those for vectors:
 * whoever gets them may then make vectors and nothing else.
 */
export function embeddingsEnvironment(service: string, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  if (!MAKE_VECTORS.includes(service) || !env['EMBEDDINGS']) return {};
  const { concurrency, budgetUsdPerDay, budgetTokensPerDay, budgetsFile, pricesFile } = VARIABLES.models;
  const bounds = { concurrency, budgetUsdPerDay, budgetTokensPerDay, budgetsFile, pricesFile };
  const of = [VARIABLES.embeddings, bounds, VARIABLES.vectorStore];
  const variables = of.flatMap((part) => listVariables(part));
  // MiniLM is where the command that fetches it puts it.
  const names = [...variables.map(({ variable: { name } }) => name), 'XDG_CACHE_HOME'];
  const ofWords: Record<string, string | undefined> =
    env['EMBEDDINGS'] === 'openai' && !env['EMBEDDING_BASE_URL']
      ? { EMBEDDING_API_KEY: env['OPENAI_API_KEY'], EMBEDDING_BASE_URL: env['OPENAI_BASE_URL'] }
      : {};
  const passed = names.flatMap((name) => {
    const value = env[name] || ofWords[name];
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(passed) as Record<string, string>;
}

const documentsEnvironment = (service: string): Record<string, string> =>
  service === 'orchestrator' && process.env['COMPANY_DOCUMENTS_DIR']
    ? { COMPANY_DOCUMENTS_DIR: resolve(process.env['COMPANY_DOCUMENTS_DIR']) }
    : {};

export function serviceEnvironment(service: ServiceDefinition, facts: StackFacts): Record<string, string> {
  const { home, ports, postgres, temporal, kafka, permits, audit, root } = facts;
  const role = roleOf(service.schema);
  return {
    ...baseEnvironment(facts),
    ...busEnvironment(kafka),
    PORT: String(ports[service.name]),
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.connectionString(DATABASE, { name: role, password: home.secret(role) }),
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    SERVICE_CLIENT_ID: service.name,
    SERVICE_CLIENT_SECRET: home.secret(`client-${service.name}`),
    PERMIT_PUBLIC_KEY_FILE: permits.publicKeyFile,
    ...(service.name === 'gateway' && process.env['SEALED_GRANTS_FILE']
      ? { SEALED_GRANTS_FILE: process.env['SEALED_GRANTS_FILE'] }
      : {}),
    ...(service.name === 'gateway' ? facts.crm : {}),
    ...channelsEnvironment(service.name),
    ...modelsEnvironment(service.name),
    ...embeddingsEnvironment(service.name),
    ...readingEnvironment(service.name),
    ...documentsEnvironment(service.name),
    ...(service.name === 'orchestrator'
      ? {
          PERMIT_PRIVATE_KEY_FILE: permits.privateKeyFile,
          AUDIT_PRIVATE_KEY_FILE: audit.privateKeyFile,
          AUDIT_HEADS_FILE: home.path('audit', 'heads.jsonl'),
        }
      : {}),
    ...(service.name === 'console'
      ? {
          OIDC_CLIENT_ID: 'salesagent-console',
          OIDC_CLI_CLIENT_ID: 'salesagent-cli',
          SESSION_KEY_FILE: home.path('keys', 'session.key'),
          SESSION_SECRET: home.secret('session'),
          CONSOLE_WEB_DIR: join(root, 'dist/apps/console/web'),
        }
      : {}),
  };
}
