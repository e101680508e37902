import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import {
  HostedConnector,
  openHosted,
  PostgresDebts,
  PostgresWriteJournal,
  signatureProblem,
  withFileTargets,
  type Timing,
} from '@salesagent/crm';
import { HostedMapping, parseCrmMapping } from '@salesagent/crm/mapping';
import type { Clock, Config } from '@salesagent/platform';
import type { HostedParts } from './hosted-crm.module';
import type { WebhookVerifier } from './sync/webhooks/webhook-request';

const logger = new Logger('hosted CRM');

/**
 * The CRM that the configuration names, ready to be read and written. Nothing is asked of it yet: a CRM that is down
 * does not keep gateway from starting. @throws Error, MappingRefused or CrmForbidden for what only a person can mend
 */
export function openHostedCrm(config: Config, pool: Pool, clock: Clock): HostedParts {
  const { kind } = config.crm;
  if (kind === 'postgres') return { connector: null, verifyWebhook: null, fields: null };
  const mappingFile = needed(config, 'mappingFile', 'CRM_MAPPING_FILE', 'the mapping of the CRM to canon');
  const credentialsFile = needed(config, 'credentialsFile', 'CRM_CREDENTIALS_FILE', 'the sign-in to the CRM');
  const mapping = new HostedMapping(parseCrmMapping(readFileSync(mappingFile, 'utf8'), mappingFile));
  if (mapping.file.crm !== kind)
    throw new Error(`${mappingFile} maps ${mapping.file.crm}, but CRM=${kind}: give the mapping of this CRM`);
  if (mapping.types().length === 0)
    throw new Error(`${mappingFile} maps nothing yet: \`salesagent crm discover\` drafts it from the CRM`);
  const timing: Timing = { now: () => clock.now(), sleep: (ms) => pause(ms) };
  const signIn = { json: readFileSync(credentialsFile, 'utf8'), file: credentialsFile };
  const objects = mapping.selections().map(({ object }) => object);
  const { url } = config.crm;
  const { crm, webhookSecret, knowsOwnWrites } = openHosted(kind, signIn, {
    ...{ timing, debts: new PostgresDebts(pool), objects, written: mapping.writableFields() },
    ...(url ? { url } : {}),
  });
  if (!knowsOwnWrites) logger.warn(WITHOUT_APP_ID(credentialsFile));
  const connector = new HostedConnector({
    crm,
    mapping,
    timing,
    journal: new PostgresWriteJournal(pool),
    onRestored: ({ type, id }, restored) =>
      logger.warn(
        `A person's ${Object.keys(restored).join(', ')} of ${type}/${id} was put back after a write of ours.`,
      ),
    onProblem: ({ object, id, field, message }) => logger.warn(`${object}/${id}, ${field}: ${message}`),
  });
  return {
    connector: withFileTargets(connector, () => mapping.targets(clock.now())),
    verifyWebhook: webhookSecret === null ? null : hubspotVerifier(webhookSecret),
    fields: { crm, mapping: mapping.file },
  };
}

/** Read by whoever starts it; `crm doctor` says it for as long as it is so. */
const WITHOUT_APP_ID = (file: string): string =>
  `${file} has no "appId": our own writes are not recognised in HubSpot's history, so a person's value that one of ` +
  'them hits is not put back. Take the app id from the settings of the app, where its token is.';

function hubspotVerifier(secret: string): WebhookVerifier {
  return ({ method, uri, headers, rawBody, now }) => {
    const header = (name: string): string | undefined => {
      const value = headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const signature = header('x-hubspot-signature-v3');
    const timestamp = header('x-hubspot-request-timestamp');
    const problem = signatureProblem(secret, { method, uri, body: rawBody, signature, timestamp }, now);
    return problem === null ? { ok: true } : { ok: false, reason: `the signature is ${problem}` };
  };
}

function needed({ crm }: Config, key: 'mappingFile' | 'credentialsFile', name: string, what: string): string {
  const file = crm[key];
  if (!file) throw new Error(`CRM=${crm.kind} needs ${name}: the file with ${what}`);
  return file;
}
