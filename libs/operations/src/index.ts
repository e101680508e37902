export * from './parked.schema';
export * from './rebuild.schema';
export { OperationsModule } from './operations.module';
export { ParkedAnswers } from './parked-answers';
export { RebuildAnswers } from './rebuild-answers';
