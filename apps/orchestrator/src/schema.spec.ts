import { schema } from './schema';

it('runs no migration again in a database of an earlier release: each keeps the name it was noted under', () => {
  expect(schema.migrations.map((Migration) => new Migration().name)).toEqual([
    'OrchestratorTables1764000000000',
    'OrchestratorMeasured1764010000000',
    'OrchestratorPolicies1764300000000',
    'OrchestratorApprovals1764400000000',
    'ConsumerTables_orchestrator_1764100000000',
    'RoomForPositions_orchestrator_1764200000000',
    'LogOfDecisions_orchestrator_1764450000000',
    'BusinessClockRecordedAt_orchestrator_1764100000001',
    'OrchestratorAudit1764200000000',
    'OrchestratorAuditTypes1764210000000',
    'OrchestratorPolicyOrder1764310000000',
    'OrchestratorLifecycleMemory1764410000000',
    'OrchestratorChannels1764420000000',
    'OrchestratorLadder1764430000000',
    'OrchestratorAskers1764450000000',
    'OrchestratorAsked1764460000000',
    'OrchestratorInterruptions1764470000000',
    'OrchestratorShadow1764480000000',
    'OrchestratorAssistants1764490000000',
    'OrchestratorPlaybooks1764530000000',
    'OrchestratorPlaybookStands1764540000000',
    'OrchestratorPolicyStands1764550000000',
    'OrchestratorRejections1764560000000',
    'OrchestratorPassages1764720000000',
    'OrchestratorModelLedger1764720000001',
    'OrchestratorConfidentialDocuments1764830000000',
    'OrchestratorProposalOrder1764840000000',
  ]);
});
