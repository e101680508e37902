export * from './stages';
export * from './tiers';
export * from './meddicc';
export * from './records';
export * from './actions';
export * from './change';
export * from './clock';
