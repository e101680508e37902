import type { ApprovalRow } from '../../api/generated/types.gen';
import { Section } from '../../pieces/Section';
import { StateMark } from '../../pieces/StateMark';
import classes from './InboxList.module.css';

interface Props {
  done: ApprovalRow[];
  chosen: string | undefined;
  onChoose: (actionId: string) => void;
}

/** What was decided lately; what was carried out opens with its way back. */
export function DoneList({ done, chosen, onChoose }: Props) {
  if (done.length === 0) return null;
  return (
    <Section title="Done lately" flush>
      <ul className={classes.list} style={{ border: 0 }}>
        {done.map((item) => (
          <li key={item.actionId}>
            <button
              type="button"
              className={classes.item}
              aria-current={item.actionId === chosen}
              onClick={() => onChoose(item.actionId)}
            >
              <span className={classes.title}>{item.title}</span>
              <span className={classes.sub}>
                <StateMark state={item.state} />
                {item.undoable && <span>can be undone</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
