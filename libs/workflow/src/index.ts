export * from './contracts';
export * from './connection';
export * from './bundle';
export * from './client';
export * from './end-workflows';
