import { schema } from './schema';

it('runs no migration again in a database of an earlier release: each keeps the name it was noted under', () => {
  expect(schema.migrations.map((Migration) => new Migration().name)).toEqual([
    'GatewayTables1764000000000',
    'ConsumerTables_gateway_1764100000000',
    'RoomForPositions_gateway_1764200000000',
    'LogOfDecisions_gateway_1764450000000',
    'OpeningLimits1764100000000',
    'Channels1764400000000',
    'Interruptions1764460000000',
    'HostedCrm1764500000000',
    'PrivacyDeletions1764600000000',
    'DataQuality1764700000000',
    'InTurn1764800000000',
    'MeddiccEvidence1765100000000',
    'CallSummary1765100000001',
  ]);
});
