import { DOCX, MARKDOWN, renderDocx, renderMarkdown, type DocumentModel } from '@salesagent/documents';
import type { Response } from 'express';

/** Sends a document as a file. */
export async function sendDocument(
  response: Response,
  model: DocumentModel,
  format: 'md' | 'docx',
  name: string,
): Promise<void> {
  const body = format === 'md' ? renderMarkdown(model) : await renderDocx(model);
  response
    .setHeader('Content-Type', format === 'md' ? MARKDOWN : DOCX)
    .setHeader('Content-Disposition', `attachment; filename="${name}.${format}"`)
    .send(body);
}
