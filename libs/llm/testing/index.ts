export { scriptedModel, type Scripted } from './scripted-model';
