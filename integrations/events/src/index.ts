export * from './generated/events';
export { isSealed } from './sealed';
export { parseEvent, type Headers, type Parsed, type Place, type Problem } from './parse-event';
export { turnOf, type Turn } from './turn';
