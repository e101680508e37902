export { decodedText } from './decoding';
export { printable, tidy } from './model';
export { parseMarkdown } from './markdown';
export { DocumentReader, type ReadingBounds } from './document-reader';
export type { Place, ReadBlock, ReadDocument, ReadFormat, ReadItem } from './model';
export { ReadingBrokeOff } from './reading-broke-off';
export { documentBytes, READABLE_NAMES, readDocument } from './read-document';
export { blockText, renderRead, type ReadMarkdownText, type RenderedHeading } from './render-read';
export { READING_LIMITS, UnreadableDocument, type UnreadableReason } from './unreadable';
