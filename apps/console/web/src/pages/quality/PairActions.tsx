import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { DecidePairBody, Pair, Pairs } from '../../api/generated/types.gen';
import { instantOf } from '../../format/when';
import { useSession } from '../../layout/SessionContext';
import classes from './Duplicates.module.css';

/** Where a person merges two records, in that CRM's own words. */
const MERGED_IN = {
  postgres: 'Move what only the one holds to the other, then delete the one.',
  salesforce: 'In Salesforce, open one of them and choose “View Duplicates”, or “Merge” on its list.',
  hubspot: 'In HubSpot, open the one that shall remain and choose “Actions”, then “Merge”.',
} as const;

interface Props {
  pair: Pair;
  crm: Pairs['crm'];
  words: string;
}

/** What a person may say of a pair; what was said can be taken back. */
export function PairActions({ pair, crm, words }: Props) {
  const { can } = useSession();
  const cache = useQueryClient();
  const say = useMutation({
    mutationFn: (decision: DecidePairBody['decision']) =>
      commands.decidePair({ type: pair.type, ids: [pair.one.id, pair.other.id], decision }),
    onSuccess: ({ decision }) =>
      notifications.show({
        message:
          decision === null
            ? 'Taken back.'
            : decision.decision === 'not-the-same'
              ? `Remembered: the two ${words} are not the same. They count as duplicates no longer.`
              : decision.taskId
                ? 'Asked: a task is on its way to whoever owns both of them, or else to you.'
                : crm === 'postgres'
                  ? 'The request is kept. Nobody has a task for it: no colleague owns both of them.'
                  : 'Noted. Nothing is merged before somebody does it in the CRM.',
      }),
    onError: (error: Error) =>
      notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['quality'] }),
  });
  const { decision } = pair;
  const kept = decision?.decision === 'merge-asked' && crm === 'postgres';
  const task = decision?.taskId ? '; there is a task for it' : kept && '; nobody has a task for it';
  const button = (words: string, said: DecidePairBody['decision'], first = false) => (
    <Button
      size="xs"
      variant={first ? 'filled' : 'default'}
      loading={say.isPending && say.variables === said}
      disabled={say.isPending}
      aria-label={`${words}: ${pair.one.label} and ${pair.other.label}`}
      onClick={() => say.mutate(said)}
    >
      {words}
    </Button>
  );
  return (
    <footer className={classes.said}>
      {decision && (
        <p>
          {decision.decision === 'merge-asked' ? 'Merge asked for' : 'Said to be two'} by{' '}
          {decision.by.name ?? decision.by.id} on {instantOf(decision.at)}
          {task}.{decision.decision === 'merge-asked' && <span className="quiet"> {MERGED_IN[crm]}</span>}
        </p>
      )}
      {can.decide && (
        <div className={classes.buttons}>
          {decision ? (
            button('Take it back', 'open')
          ) : (
            <>
              {button('Ask for a merge', 'merge-asked', true)}
              {button('Not the same', 'not-the-same')}
            </>
          )}
        </div>
      )}
    </footer>
  );
}
