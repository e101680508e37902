export * from './envelope';
export * from './crm';
export * from './actions';
export * from './registry';
export * from './topics';
