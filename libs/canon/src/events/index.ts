export * from './envelope';
export * from './definition';
export * from './cloud-event';
export * from './upcasting';
export * from './reading';
export { type RecordEventData } from './record-data';
export * from './crm-events';
export {
  attentionSchema,
  evidenceSchema,
  proposalSchema,
  type Attention,
  type Evidence,
  type Proposal,
} from './proposal';
export { documentPassageSchema, type DocumentPassage } from './document-passage';
export * from './agent-events';
export * from './gate-events';
export * from './execution-events';
export * from './lifecycle-events';
export * from './kpi-events';
export * from './personal-data-events';
export * from './registry';
export * from './topics';
