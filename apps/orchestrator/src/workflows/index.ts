export * from './action-gate';
export * from './deal-lifecycle';
export * from './account-lifecycle';
export * from './operating-rhythm';
