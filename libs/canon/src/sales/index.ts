export * from './stages';
export * from './tiers';
export * from './meddicc';
export * from './records';
export * from './field-meanings';
export * from './actions';
export * from './change';
export * from './clock';
