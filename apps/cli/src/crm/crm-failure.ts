import type * as Crm from '@salesagent/crm';
import { CliError, EXIT } from '../exit-codes';

interface Place {
  kind: Crm.HostedKind;
  /** The credentials file. */
  file: string;
  url: string;
}

/** What went wrong with a hosted CRM as the command line tells it: where, and what to do. Others are left as they are. */
export function crmFailure(crm: typeof Crm, error: unknown, { kind, file, url }: Place): unknown {
  if (error instanceof crm.CrmForbidden) {
    const ofFile = error.code === 'BAD_CREDENTIALS' || error.code === 'INVALID_PRIVATE_KEY';
    if (ofFile) return new CliError(EXIT.usage, named(file, error.why), sentence(error.remedy), 'bad-credentials');
    const where = `${kind} at ${url}, signed in with ${file}`;
    return new CliError(EXIT.notPermitted, `${where}: ${error.why}`, sentence(error.remedy), 'crm-forbidden');
  }
  if (error instanceof crm.CrmUnavailable) {
    const remedy = `See whether ${url} is right (CRM_URL or --url) and can be reached from here (network, proxy), then try again.`;
    return new CliError(EXIT.notReachable, `${kind} at ${url}: ${error.message}`, remedy, 'crm-unavailable');
  }
  if (error instanceof crm.QuotaExhausted) {
    const remedy = 'Try again later, or read less with --sample; other applications spend from the same limit.';
    return new CliError(EXIT.notReachable, `${kind} at ${url}: ${error.message}`, remedy, 'crm-quota');
  }
  return error;
}

const named = (file: string, why: string): string => (why.startsWith(file) ? why : `${file}: ${why}`);

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
