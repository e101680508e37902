import type { ActionRow } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { Mark } from '../../pieces/Mark';
import { ActionDetail } from './ActionDetail';
import classes from './Actions.module.css';

interface Props {
  action: ActionRow;
  open: boolean;
  onToggle: () => void;
}

export function ActionItem({ action, open, onToggle }: Props) {
  const { counts, kpi } = action;
  const done = [
    counts.insights > 0 && counted(counts.insights, 'insight'),
    counts.open > 0 && `${counts.open} open`,
    counts.queued > 0 && `${counts.queued} in the docket`,
    counts.executed > 0 && `${counts.executed} done`,
    counts.rejected > 0 && `${counts.rejected} rejected`,
    counts.prepared > 0 && `${counts.prepared} prepared`,
  ].filter(Boolean);
  return (
    <li>
      <button type="button" className={classes.item} aria-expanded={open} onClick={onToggle}>
        <span>
          <span className={classes.name}>{action.id}</span>
          <span className="quiet small">{action.agent}</span>
        </span>
        <span>
          {action.produces}
          <span className="quiet small" style={{ display: 'block' }}>
            Serves {kpi.outcome}; moves {kpi.leading} first{kpi.guardrail && `; guards ${kpi.guardrail}`}
          </span>
        </span>
        <span className={`${classes.ceilings} small`}>
          {action.ceilings.map((ceiling) => (
            <span key={ceiling.effect}>
              {ceiling.effect}{' '}
              <span className="quiet">
                T1 {ceiling.T1} · T2 {ceiling.T2} · T3 {ceiling.T3}
              </span>
            </span>
          ))}
          <span className="quiet">{done.join(' · ') || 'nothing yet'}</span>
        </span>
        <span>
          {action.playbook.on ? (
            <Mark tone="live">on</Mark>
          ) : (
            <Mark tone="stalled" title={action.playbook.reason ?? undefined}>
              off
            </Mark>
          )}
        </span>
      </button>
      {!action.playbook.on && (
        <p className={classes.detail}>Off: {action.playbook.reason ?? 'its playbook section is missing.'}</p>
      )}
      {open && <ActionDetail id={action.id} />}
    </li>
  );
}
