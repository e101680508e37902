export { describeWith } from './requirement';
export { CHECKOUT, EXPORTS, newHome, startStack, type RunningStack, type StackRecord } from './running-stack';
