import type { RecordType } from '@salesagent/canon/sales';
import type { FieldDescription, HostedValue } from '../../hosted/port';
import { targetSpec } from '../canon-words';
import { shown } from '../value-shape';

/** Fields whose samples say nothing of a person; of all others only the shape is shown. */
const SAFE = new Set([
  ...['tier', 'industry', 'employees', 'revenue', 'country', 'foundedYear', 'techStack', 'segment', 'lifecycle'],
  ...['createdAt', 'role', 'persona', 'seniority', 'consent', 'optedOut', 'lastTouchAt', 'type', 'amount', 'currency'],
  ...['termMonths', 'oneOffAmount', 'engagedAt', 'closeDate', 'expectedCloseDate', 'closedAt', 'stageEnteredAt'],
  ...['lossReason', 'competitor', 'sourceChannel', 'forecastCategory', 'nextStepDate', 'discountAsked', 'direction'],
  ...['happenedAt', 'durationMinutes', 'outcome', 'byAgent', 'category', 'priority', 'status', 'openedAt'],
  ...['escalationLevel', 'startDate', 'renewalDate', 'endedAt', 'annualValue', 'dueDate', 'periodStart', 'periodEnd'],
  ...['active', 'meddicc', 'quotaCarrying', 'region', 'family', 'listPrice', 'recurring'],
]);

/** A sample as a draft may show it, which people pass on by mail. */
export function sampleShown(value: HostedValue, type: RecordType, canon: string, field: FieldDescription): string {
  const named = field.type === 'email' || field.type === 'phone' || !SAFE.has(canon.replace(/\..*/, ''));
  return shown(value, named ? { personal: 'text' } : targetSpec(type, canon));
}
