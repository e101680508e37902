/** A response that does not end: far beyond what any answer needs. */
export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge';
}

/**
 * The body of a response, broken off after so many bytes, so that nothing a server sends fills the memory.
 *
 * @throws ResponseTooLarge, or as `fetch` does where the connection ends before the body
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > maxBytes) throw new ResponseTooLarge(`more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
