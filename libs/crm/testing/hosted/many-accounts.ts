import { HostedConnector, HostedMapping, parseCrmMapping, ProcessWriteJournal } from '../../src/index';
import type { HostedCrm, HostedKind, Timing } from '../../src/hosted/port';
import { connectedHubSpot } from '../hubspot-server';
import { ANN, startOrg } from '../salesforce-server/an-org';

/** A CRM with accounts C0, C1, …, and what it was asked. */
export interface ManyAccounts {
  connector: HostedConnector;
  ids: string[];
  requests(): number;
  /** Names of all accounts, those that were made last. */
  held(): unknown[];
  stop(): Promise<void>;
}

function connectorOf(kind: HostedKind, crm: HostedCrm, timing: Timing): HostedConnector {
  const [object, name, city] = kind === 'hubspot' ? ['companies', 'name', 'city'] : ['Account', 'Name', 'BillingCity'];
  const mapping = new HostedMapping(
    parseCrmMapping(`
crm: ${kind}
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  account:
    - object: ${object}
      fields: { name: ${name}, city: ${city} }
`),
  );
  return new HostedConnector({ crm, mapping, timing, journal: new ProcessWriteJournal() });
}

export async function manyInHubSpot(count: number): Promise<ManyAccounts> {
  const { server, crm, clock, stop } = await connectedHubSpot();
  const records = Array.from({ length: count }, (_, n) => server.people.create(101, 'companies', { name: `C${n}` }));
  return {
    connector: connectorOf('hubspot', crm, clock),
    ids: records.map(({ id }) => id),
    requests: () => server.requests.length,
    held: () => records.map(({ properties }) => properties.get('name')),
    stop,
  };
}

export async function manyInSalesforce(count: number): Promise<ManyAccounts> {
  const { server, connect, clock, stop } = await startOrg();
  const ids = Array.from({ length: count }, (_, n) => server.createAs(ANN, 'Account', { Name: `C${n}` }));
  await clock.advance(5_000);
  const connector = connectorOf('salesforce', connect(), clock);
  // Its clock is known from the first answer on, and descriptions are asked for once an hour.
  await connector.position();
  await connector.read('account', [ids[0]!]);
  return {
    ...{ connector, ids, stop },
    requests: () => server.limits.used(),
    held: () => server.rows('Account').map((row) => row['Name']),
  };
}
