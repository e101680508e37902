import { Button } from '@mantine/core';
import type { Rung } from '../../api/generated/types.gen';
import { percent } from '../../format/number';
import { dateOf, withDates } from '../../format/when';
import { useSession } from '../../layout/SessionContext';
import { Mark, type Tone } from '../../pieces/Mark';
import { SimpleTable } from '../../pieces/SimpleTable';
import { useNameOf } from '../../stopping/useKillSwitch';
import { Evidence } from './Evidence';
import { liftInWords } from './lift';
import type { Asking } from './RungDialogs';
import classes from './Autonomy.module.css';

const STANDING: Record<string, { tone: Tone; word: string }> = {
  alone: { tone: 'live', word: 'runs alone' },
  ready: { tone: 'accent', word: 'waits for a signature' },
  climbing: { tone: 'plain', word: 'with people' },
  resting: { tone: 'bad', word: 'rests' },
};

/** Actions that may earn to run alone, one line for each tier on which they may. */
export function OnTheLadder({ rungs, onAsk }: { rungs: Rung[]; onAsk: (asking: Asking) => void }) {
  const { can } = useSession();
  const nameOf = useNameOf();
  if (rungs.length === 0) return <p className="quiet">No action of the catalogue can earn anything here.</p>;
  return (
    <SimpleTable
      caption="Actions that may earn to run alone"
      stacked
      rows={rungs}
      rowKey={(r) => `${r.action} ${r.effect} ${r.tier}`}
      columns={[
        {
          head: 'Action',
          cell: (r) => (
            <>
              <strong>{r.action}</strong> on {r.tier} <span className="quiet">{r.effect}</span>
            </>
          ),
        },
        {
          head: 'Stands',
          cell: (r) => (
            <>
              {r.inShadow ? (
                <Mark tone="plain">in shadow</Mark>
              ) : (
                <Mark tone={STANDING[r.stands]!.tone}>{STANDING[r.stands]!.word}</Mark>
              )}
              <LastChange rung={r} nameOf={nameOf} />
            </>
          ),
        },
        { head: 'Evidence', cell: (r) => <Evidence rung={r} /> },
        {
          head: 'Lacks',
          cell: ({ lacks }) =>
            lacks.length === 0 ? (
              '–'
            ) : (
              <ul className={classes.lacks}>
                {lacks.map((lack) => (
                  <li key={lack}>{withDates(lack)}</li>
                ))}
              </ul>
            ),
        },
        {
          head: 'People agreed with it',
          cell: ({ shadow }) =>
            shadow.agreed === null ? (
              <span className="quiet">said once two people have decided</span>
            ) : (
              `${percent(shadow.agreed / shadow.wouldRunAlone, 0)} of ${shadow.wouldRunAlone}`
            ),
        },
        { head: 'Lift', cell: ({ lift }) => liftInWords(lift) },
        {
          head: '',
          cell: (rung) => (
            <span className={classes.buttons}>
              {can.signAutonomy && rung.stands === 'ready' && (
                <Button size="compact-xs" onClick={() => onAsk({ what: 'promote', rung })}>
                  Sign
                </Button>
              )}
              {can.demote && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Take down ${rung.action} on ${rung.tier}`}
                  onClick={() => onAsk({ what: 'demote', rung })}
                >
                  Take down
                </Button>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}

/** Who signed it or why it was taken down, where either has happened. */
function LastChange({ rung: { signed, demoted }, nameOf }: { rung: Rung; nameOf: (by: string) => string }) {
  if (!signed && !demoted) return null;
  return (
    <div className="quiet small">
      {signed
        ? `Signed by ${nameOf(signed.by)}, ${dateOf(signed.at)}`
        : demoted && `Taken down ${dateOf(demoted.at)}: ${demoted.reason}`}
    </div>
  );
}
