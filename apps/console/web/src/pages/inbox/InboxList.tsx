import { useEffect, useRef } from 'react';
import type { ApprovalRow } from '../../api/generated/types.gen';
import { moneyInShort } from '../../format/money';
import { useCurrency, useSession } from '../../layout/SessionContext';
import { useKeys } from './useKeys';
import classes from './InboxList.module.css';

interface Props {
  items: ApprovalRow[];
  chosen: string | undefined;
  onChoose: (actionId: string) => void;
  onStep: (step: number) => void;
}

export function InboxList({ items, chosen, onChoose, onStep }: Props) {
  const currency = useCurrency();
  const me = useSession().principal.personId;
  const current = useRef<HTMLButtonElement>(null);
  useKeys({ j: () => onStep(1), k: () => onStep(-1) });
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <ul className={classes.list} aria-label="Waiting for you">
      {items.map((item) => (
        <li key={item.actionId}>
          <button
            ref={item.actionId === chosen ? current : null}
            type="button"
            className={classes.item}
            aria-current={item.actionId === chosen}
            onClick={() => onChoose(item.actionId)}
          >
            <span className={classes.title}>{item.title}</span>
            <span className={classes.sub}>
              <span>{askedOf(item, me) ?? item.owner?.name ?? item.account?.name ?? item.subject.label}</span>
              {item.firstBy && <span>second approval</span>}
              <span title="Expected value of your decision: what it can bring, less the minutes it costs">
                {item.expectedValue < 0 ? 'worth less than its minutes' : moneyInShort(item.expectedValue, currency)}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** `asked of Ada Ash`: a question to somebody else that this reader may answer as well; null when it is theirs. */
function askedOf({ approver }: ApprovalRow, me: string | null): string | null {
  const person = approver?.person;
  return person && person.id !== me ? `asked of ${person.name ?? person.id}` : null;
}
