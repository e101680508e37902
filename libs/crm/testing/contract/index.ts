export * from './world';
export * from './reading-contract';
export * from './writing-contract';
export * from './races-contract';
export * from './mappings';
