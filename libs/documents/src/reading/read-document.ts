import { readFile, stat } from 'node:fs/promises';
import { decodedText } from './decoding';
import { readDocx } from './docx';
import { readHtml } from './html';
import { readMarkdown } from './markdown';
import type { ReadDocument } from './model';
import { readPdf } from './pdf';
import { readPptx } from './pptx';
import { READING_LIMITS, tooLarge, UnreadableDocument } from './unreadable';
import { ZipParts } from './zip';

/** Names that are read; what a file is, its content says. */
export const READABLE_NAMES = /\.(md|markdown|html?|docx|pptx|pdf)$/i;
const FORMATS = 'Word (.docx), PowerPoint (.pptx), PDF, HTML and Markdown are read.';

/**
 * Reads a document of any known format. Nothing outside the file is fetched, whatever it refers to.
 * @param file as messages should name it
 * @throws UnreadableDocument saying why not, and what to do
 */
export async function readDocument(file: string, bytes: Uint8Array): Promise<ReadDocument> {
  if (bytes.length > READING_LIMITS.fileBytes) throw tooLarge(file, 'is', READING_LIMITS.fileBytes);
  const document = await read(file, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (document.blocks.length === 0) {
    throw new UnreadableDocument(file, 'empty', 'says nothing', 'Give a file that holds text.');
  }
  return document;
}

/**
 * The bytes of a file for `readDocument`; one that is too large is not even opened.
 * @param name as messages should name it
 * @param limit in bytes
 * @throws UnreadableDocument
 */
export async function documentBytes(
  path: string,
  name: string,
  limit: number = READING_LIMITS.fileBytes,
): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > limit) throw tooLarge(name, 'is', limit);
  return readFile(path);
}

async function read(file: string, bytes: Buffer): Promise<ReadDocument> {
  const start = bytes.toString('latin1', 0, 1024);
  if (start.includes('%PDF-')) return readPdf(file, bytes);
  if (start.startsWith('PK')) return readOffice(file, bytes);
  if (start.startsWith('\u00D0\u00CF\u0011\u00E0')) throw oldOffice(file, bytes);
  if (start.startsWith('{\\rtf')) {
    throw new UnreadableDocument(file, 'old-format', 'is Rich Text', 'Save it as .docx and give that copy.');
  }
  if (/\.html?$/i.test(file) || /^\s*(?:<!doctype html|<html)/i.test(start)) {
    return readHtml(file, decodedText(file, bytes, charsetOf(start)));
  }
  if (/\.(md|markdown)$/i.test(file)) return readMarkdown(file, decodedText(file, bytes));
  throw new UnreadableDocument(file, 'unknown-format', 'is of no format that is read', FORMATS);
}

function readOffice(file: string, bytes: Buffer): ReadDocument {
  const parts = ZipParts.open(file, bytes);
  if (parts.has('word/document.xml')) return readDocx(file, parts);
  if (parts.has('ppt/presentation.xml')) return readPptx(file, parts);
  throw new UnreadableDocument(file, 'unknown-format', 'is neither a Word nor a PowerPoint file', FORMATS);
}

/** Files of Office before 2007, and newer ones under a password, are both kept in the old container. */
function oldOffice(file: string, bytes: Buffer): UnreadableDocument {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    const remedy = 'Save it without a password and give that copy.';
    return new UnreadableDocument(file, 'encrypted', 'is protected with a password', remedy);
  }
  const remedy = 'Save it as .docx or .pptx and give that copy.';
  return new UnreadableDocument(file, 'old-format', 'is in the format of Office before 2007', remedy);
}

const charsetOf = (start: string): string => /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(start)?.[1] ?? 'utf-8';
