export { defused } from './defused';
export { Pseudonyms } from './pseudonyms';
export { SECRET, withoutSecrets } from './secrets';
export { shownToModel } from './shown';
