import type { CrmConnector, CrmWrite, WriteResult, Writer } from '../src/index';

/** One write alone. @throws its error */
export async function writeOne(
  connector: Pick<CrmConnector, 'writeMany'>,
  write: CrmWrite,
  writer: Writer,
): Promise<WriteResult> {
  const [outcome] = await connector.writeMany([write], writer);
  if (outcome!.result) return outcome!.result;
  throw outcome!.error;
}
