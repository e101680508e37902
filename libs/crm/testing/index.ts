export { VirtualClock } from './hosted/virtual-clock';
export * from './hubspot-server';
export { jwtCredentials } from './salesforce-server/an-org';
export { SALES_CLOUD } from './salesforce-server/sales-cloud';
export { Faults, seededRandom, type HttpFault } from './hosted/faults';
export { FakeHttpServer, type FakeRequest, type FakeResponse, type FakeService } from './hosted/fake-http';
export {
  SalesforceServer,
  type SalesforceFault,
  type SalesforceServerOptions,
} from './salesforce-server/salesforce-server';
export { RandomPeople } from './salesforce-server/random-people';
export { Replica, type Copy } from './salesforce-server/replica';
export {
  ANN,
  appKeys,
  CLIENT_ID,
  CLIENT_SECRET,
  INTEGRATION,
  startOrg,
  type RunningOrg,
} from './salesforce-server/an-org';
export { readingContract, type ContractWorld } from './contract';
export { csvWorld, ExportingCrm, type CsvLoading } from './csv-world';
