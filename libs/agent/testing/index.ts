export { given, type Scenario } from './scenario';
export { deal, row } from './records';
export { winCurve } from './curve';
export { PLAYBOOKS } from './playbooks';
