import type { Browser } from 'playwright-core';
import type { RunningStack } from '../harness';
import type { Expected } from './expected';

/** What every story of the browser suite is told about the running product. */
export interface Stage {
  browser: Browser;
  /** The running product: its command line, its API as the operator, its CRM. */
  stack: RunningStack;
  baseUrl: string;
  /** Name on the sign-in button of the operations VP. */
  operations: string;
  /** The numbers of the imported export; null on a company whose numbers are not asserted (the sample). */
  expected: Expected | null;
}

export interface Approval {
  actionId: string;
  title: string;
  state: string;
  undoable: boolean;
  change: { kind: string };
  subject: { type: string; id: string };
  owner: { id: string; name: string | null } | null;
}

export interface DealRow {
  id: string;
  name: string;
  owner: { id: string; name: string | null } | null;
}
