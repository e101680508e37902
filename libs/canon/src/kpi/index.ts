export * from './deal';
export * from './classify';
export * from './company';
export * from './percentile';
export * from './period';
export * from './kpi';
export * from './measure';
export { firstClose } from './velocity';
export { maturedCohort, winRate, wonIn } from './outcomes';
