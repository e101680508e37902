export { labelledQuestions, PLAYBOOKS } from './labelled-questions';
