export { testDatabase, type TestDatabase } from './database';
export { testTemporal, timeSkippingEnvironment, type TestTemporal } from './temporal';
export { TraceSearch, type Trace } from './traces';
