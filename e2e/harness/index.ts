export { salesagent, type Ended } from './command-line';
export { askService, editInCrm, type Answer, type CrmRecord } from './crm';
export { describeWith } from '@salesagent/servers/testing';
export { OwnerDatabase } from './owner-database';
export { CHECKOUT, EXPORTS, newHome, startStack, type RunningStack, type StackRecord } from './running-stack';
export { signIn } from './sign-in';
export { writeSmallCompany, type SmallCompany } from './small-company';
export { isReady, notStanding } from './standing';
export { until } from './until';
