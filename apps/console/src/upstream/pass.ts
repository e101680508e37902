import type { Response as ExpressResponse } from 'express';

/** Hands a file of another service on with its type and name. */
export async function pass(answer: Response, response: ExpressResponse): Promise<void> {
  for (const header of ['content-type', 'content-disposition']) {
    const value = answer.headers.get(header);
    if (value) response.setHeader(header, value);
  }
  response.send(Buffer.from(await answer.arrayBuffer()));
}
