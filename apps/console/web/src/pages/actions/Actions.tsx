import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { ActionItem } from './ActionItem';
import classes from './Actions.module.css';

/** What agents do here and what they may do: the catalogue with KPI, effect, ceiling by tier, and whether it is on. */
export default function Actions() {
  const actions = useQuery(queries.actions());
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <PageHeader
        title="Actions"
        lead="What agents do, which number each serves, and how far each may go. P: an agent prepares, a person carries out. A: a person approves each one. M: may run alone once it has earned it."
      />
      <Loaded query={actions} what="the catalogue" lines={12}>
        {(found) => {
          const stages = [...new Map(found.actions.map((action) => [action.stage, action.stageName]))].sort(
            ([a], [b]) => a - b,
          );
          return (
            <div className={classes.stack}>
              {stages.map(([stage, name]) => (
                <section key={stage} aria-label={name}>
                  <h2 className={classes.stage}>
                    <span className="quiet">{stage}</span> {name}
                  </h2>
                  <ul className={classes.list}>
                    {found.actions
                      .filter((action) => action.stage === stage)
                      .map((action) => (
                        <ActionItem
                          key={action.id}
                          action={action}
                          open={open === action.id}
                          onToggle={() => setOpen(open === action.id ? null : action.id)}
                        />
                      ))}
                  </ul>
                </section>
              ))}
              {found.playbookVersion && <p className="quiet small">Playbook {found.playbookVersion.slice(0, 12)}</p>}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
