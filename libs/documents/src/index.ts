export { blockSchema, documentModelSchema, type Block, type DocumentModel } from './model';
export { renderMarkdown } from './markdown';
export { renderDocx } from './docx';
export { documentText } from './text';
export { PictureError, renderPng, renderSvg } from './picture';

/** Media types of what is rendered. */
export const MARKDOWN = 'text/markdown; charset=utf-8';
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
