/** How far a backfill is: in the results of a query job, or by Id where the job failed. */
export type BackfillCursor = { by: 'job'; job: string; locator: string | null } | { by: 'id'; after: string | null };

export function writeBackfillCursor(cursor: BackfillCursor): string {
  return JSON.stringify(cursor);
}

/** @throws Error for text that is no cursor of this adapter */
export function readBackfillCursor(text: string): BackfillCursor {
  const cursor = JSON.parse(text) as Partial<BackfillCursor> | null;
  if (cursor?.by === 'job' && typeof cursor.job === 'string') return cursor as BackfillCursor;
  if (cursor?.by === 'id') return cursor as BackfillCursor;
  throw new Error(
    `Not a cursor of a Salesforce backfill: ${text.slice(0, 80)}; start the backfill again without a cursor`,
  );
}
