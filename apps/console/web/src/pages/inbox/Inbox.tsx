import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { queries } from '../../api/queries';
import { count, counted } from '../../format/number';
import type { Approval } from '../../api/generated/types.gen';
import { useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { AllDone } from './AllDone';
import { DoneList } from './DoneList';
import { InboxList } from './InboxList';
import { OneApproval } from './OneApproval';
import { Shortcuts } from './Shortcuts';
import { Together } from './Together';
import classes from './Inbox.module.css';

/** What waits for this reader, best expected value first, and no more than that. */
export default function Inbox() {
  const { actionId } = useParams();
  const { principal } = useSession();
  const go = useNavigate();
  const inbox = useQuery(queries.inbox());
  const items = inbox.data?.items ?? [];
  const open = items.find((item) => item.actionId === actionId);
  const chosen = actionId ?? items[0]?.actionId;
  // At once, not as a transition: a key pressed next must be about the item that is shown next.
  const show = (id: string | undefined) =>
    void go(id ? `/inbox/${encodeURIComponent(id)}` : '/inbox', { replace: true, flushSync: true });
  const neighbour = (step: number) => {
    const at = items.findIndex((item) => item.actionId === chosen);
    return items[Math.min(items.length - 1, Math.max(0, at + step))]?.actionId;
  };
  /** After a decision the next one comes up; the last decision leaves the empty inbox. */
  const afterDecision = () => {
    const at = items.findIndex((item) => item.actionId === chosen);
    const next = items[at + 1] ?? items[at - 1];
    show(next?.actionId === chosen ? undefined : next?.actionId);
  };
  return (
    <>
      <PageHeader
        title="Inbox"
        lead={
          inbox.data &&
          (items.length > 0
            ? `${counted(items.length, 'decision')}, ${othersInWords(items, principal.personId)}best expected value first.` +
              (inbox.data.waiting > 0
                ? ` ${count(inbox.data.waiting)} more ${inbox.data.waiting === 1 ? 'waits' : 'wait'} in the docket and ${inbox.data.waiting === 1 ? 'comes' : 'come'} on later days.`
                : '')
            : 'Nothing waits for you.')
        }
        actions={items.length > 0 && <Shortcuts />}
      />
      <Loaded query={inbox} what="your inbox" lines={10}>
        {(found) => (
          <div className={classes.split} data-open={actionId !== undefined}>
            <div className={classes.master}>
              {items.length > 0 ? (
                <InboxList items={items} chosen={chosen} onChoose={show} onStep={(step) => show(neighbour(step))} />
              ) : (
                <AllDone waiting={found.waiting} />
              )}
              <Together items={items} />
              <DoneList done={found.doneForYou} chosen={actionId} onChoose={show} />
            </div>
            <div className={classes.detail}>
              {chosen && (
                <OneApproval
                  key={chosen}
                  actionId={chosen}
                  known={open ?? items.find((item) => item.actionId === chosen)}
                  onDecided={afterDecision}
                  onBack={() => show(undefined)}
                />
              )}
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}

/** Says which come first where a reader may also decide what is asked of others: `1 asked of you before 9 asked of others, `. */
function othersInWords(items: readonly Approval[], me: string | null): string {
  const others = items.filter(({ approver }) => approver?.person && approver.person.id !== me).length;
  if (others === 0) return '';
  const own = items.length - others;
  return own === 0
    ? 'all asked of others: you may decide them too; '
    : `${own} asked of you before ${others} asked of others; `;
}
