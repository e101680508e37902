export { testDatabase, type TestDatabase } from './database';
export { describeWithKafka, testKafka, type TestKafka } from './kafka';
export { describeWithMail } from './mail';
export { describeWithPgvector, pgvectorDatabase } from './pgvector';
export { describeWith } from './requirement';
export {
  jumpingTemporal,
  shortHistoriesTemporal,
  testTemporal,
  timeSkippingEnvironment,
  type JumpingTemporal,
  type TestTemporal,
} from './temporal';
export { TraceSearch, type Trace } from './traces';
