export { given, type Scenario } from './scenario';
export { deal, row } from './records';
export { winCurve } from './curve';
export { PLAYBOOKS } from './playbooks';
export { pastOf, recordEvent } from './past';
export { pastCompany, seeded } from './past-company';
