export { badInputStory } from './bad-input-story';
export { importAgainStory } from './import-again-story';
