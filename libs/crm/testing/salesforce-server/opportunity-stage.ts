import type { Row } from './rows';
import { STAGES } from './sales-cloud';
import type { SalesforceObject } from './schema';

/**
 * Object Reference, "Opportunity": the stage sets IsClosed and IsWon, and the probability unless that is given too.
 * LastStageChangeDate is "the date of the last change made to the Stage field": empty while it was never changed.
 *
 * @param changedAt when the stage was changed; null as the record is made
 */
export function setByStage(object: SalesforceObject, row: Row, set: Row, changedAt: string | null): void {
  if (object.name !== 'Opportunity' || !('StageName' in set)) return;
  if (changedAt !== null && 'LastStageChangeDate' in row) row['LastStageChangeDate'] = changedAt;
  const stage = STAGES.find(([name]) => name === row['StageName']);
  if (!stage) return;
  row['IsClosed'] = stage[1];
  row['IsWon'] = stage[2];
  if (!('Probability' in set)) row['Probability'] = stage[3];
}

/** Object Reference, "Contact" and "Lead": "Concatenation of FirstName, MiddleName, LastName, and Suffix". */
export function setByName(object: SalesforceObject, row: Row): void {
  if (!['Contact', 'Lead'].includes(object.name) || !object.fields.some((f) => f.name === 'Name' && f.readOnly)) return;
  row['Name'] = [row['FirstName'], row['LastName']].filter(Boolean).join(' ') || null;
}
