export * from './envelope';
export * from './crm';
export * from './actions';
export * from './registry';
