import { instantOf } from '../format/when';
import { useStatus } from './useStatus';
import classes from './Down.module.css';

const NAMES = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;

/** Says over every page that the company's own CRM is held up, and what that means for whoever works here. */
export function CrmHeldUp() {
  const crm = useStatus().data?.crm;
  if (!crm?.trouble) return null;
  const { since, message, remedy } = crm.trouble;
  // The remedy stands at the end of some messages, too.
  const [what = message] = message.split(' → ');
  return (
    <div role="status" className={classes.down}>
      <strong>{NAMES[crm.crm]} is held up</strong> since {instantOf(since)}: {what}. What you see is as of then; what is
      approved is carried out when it is back. To do: {remedy}.
    </div>
  );
}
