export * from './world';
export * from './reading-contract';
export * from './writing-contract';
export * from './batch-contract';
export * from './batch-races-contract';
export * from './races-contract';
export * from './mappings';
