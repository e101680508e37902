export { ledgerContract } from './ledger-contract';
export { scriptedModel, type Scripted } from './scripted-model';
export { aRequest, ANSWER, type Answer } from './a-request';
export { reply, type Heard, type Reply, type Script } from './stand-in/reply';
export { startStandIn, type StandIn } from './stand-in/server';
