export { salesagent, type Ended } from './command-line';
export { askService, editInCrm, type Answer, type CrmRecord } from './crm';
export { describeWith } from '@salesagent/servers/testing';
export { CHECKOUT, EXPORTS, newHome, startStack, type RunningStack, type StackRecord } from './running-stack';
export { signIn } from './sign-in';
export { until } from './until';
