import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HostedKind } from '@salesagent/crm';
import { VirtualClock } from '@salesagent/crm/testing';
import { hubspotAccount } from './hubspot-account';
import type { PlayedCrm, Size } from './played-crm';
import { salesforceOrg } from './salesforce-org';

/** What the process tells once it is full. */
export interface Ready {
  url: string;
  credentials: PlayedCrm['credentials'];
  /** Where time is moved on (`POST /sleep?ms=`) and what happened is told (`GET /told`). */
  control: string;
}

export interface Told {
  requests: number;
  refused: number;
  /** Most that was used of each limit at any time that the reader waited, or now. */
  mostUsed: Record<string, { used: number; limit: number }>;
  now: number;
}

/** Plays a CRM in a process of its own, so that what it holds is not counted as the reader's. */
async function main(kind: HostedKind, size: Size): Promise<void> {
  const clock = new VirtualClock(new Date('2026-03-02T08:00:00Z'));
  const crm = await (kind === 'salesforce' ? salesforceOrg : hubspotAccount)(clock, size);
  const mostUsed: Told['mostUsed'] = {};
  const note = (): void => {
    for (const [name, reading] of Object.entries(crm.used())) {
      if (reading.used >= (mostUsed[name]?.used ?? 0)) mostUsed[name] = reading;
    }
  };
  const control = createServer((request, response) => {
    note(); // whoever waits has spent what there was
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
    if (pathname === '/sleep')
      return void clock.advance(Number(searchParams.get('ms'))).then(() => response.end(String(clock.now().getTime())));
    const told: Told = {
      requests: crm.requests(),
      refused: crm.refused(),
      mostUsed,
      now: clock.now().getTime(),
    };
    response.end(JSON.stringify(told));
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  const port = (control.address() as AddressInfo).port;
  const ready: Ready = { url: crm.url, credentials: crm.credentials, control: `http://127.0.0.1:${port}` };
  process.send!(ready);
}

process.once('disconnect', () => process.exit(1)); // nobody measures any more
void main(process.argv[2] as HostedKind, JSON.parse(process.argv[3]!) as Size);
