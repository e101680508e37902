export { askAll, metricsOf, type Asked, type Metrics } from './evaluation';
export { labelledQuestions, PLAYBOOKS, type LabelledQuestion } from './labelled-questions';
