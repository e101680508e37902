import type { Row } from './rows';
import { STAGES } from './sales-cloud';
import type { SalesforceObject } from './schema';

/** Object Reference, "Opportunity": the stage sets IsClosed and IsWon, and the probability unless that is given too. */
export function setByStage(object: SalesforceObject, row: Row, set: Row): void {
  if (object.name !== 'Opportunity' || !('StageName' in set)) return;
  const stage = STAGES.find(([name]) => name === row['StageName']);
  if (!stage) return;
  row['IsClosed'] = stage[1];
  row['IsWon'] = stage[2];
  if (!('Probability' in set)) row['Probability'] = stage[3];
}
