export * from './parked.schema';
export { OperationsModule } from './operations.module';
export { ParkedAnswers } from './parked-answers';
