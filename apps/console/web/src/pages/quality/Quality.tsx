import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { queries } from '../../api/queries';
import type { Quality as Found } from '../../api/generated/types.gen';
import { decimal } from '../../format/number';
import { dateOf } from '../../format/when';
import { useScope, useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { Notice } from '../../pieces/Notice';
import { PageHeader } from '../../pieces/PageHeader';
import { useAddress } from '../../pieces/useAddress';
import { Complaints } from './Complaints';
import { Duplicates } from './Duplicates';
import { RecordsBehind } from './RecordsBehind';
import { Scores } from './Scores';
import classes from './Quality.module.css';

/** Whose records the numbers count. */
const WHOSE = {
  company: 'The company’s records',
  team: 'The records that you and your team may see',
  own: 'The records that you may see',
} as const;

/** How good the records are that agents read, and every record that speaks against it. */
export default function Quality() {
  const quality = useQuery(queries.quality());
  const scope = useScope();
  return (
    <>
      <PageHeader
        title="Data quality"
        lead={
          quality.data && (
            <>
              {quality.data.score !== null && (
                <>
                  {WHOSE[scope]} score <strong>{decimal(quality.data.score)} of 100</strong> as of{' '}
                  {dateOf(quality.data.asOf)}.{' '}
                </>
              )}
              Agents say nothing better than what they read.
            </>
          )
        }
      />
      <Loaded query={quality} what="the quality of the records" lines={12}>
        {(found) => (found.types.length === 0 ? <NoRecords /> : <Measured found={found} />)}
      </Loaded>
    </>
  );
}

function Measured({ found }: { found: Found }) {
  const { get, set } = useAddress();
  const type = found.types.find((one) => one.type === get('type')) ?? dearest(found);
  const rule = get('rule');
  return (
    <div className={classes.stack}>
      <Scores types={found.types} open={type.type} onOpen={(next) => set({ type: next, rule: null })} />
      <Complaints
        of={type}
        open={rule}
        onOpen={(next) => set({ type: type.type, rule: next === rule ? null : next })}
      />
      {rule && <RecordsBehind key={`${type.type} ${rule}`} type={type.type} rule={rule} />}
      <Duplicates types={found.types} lookedAt={found.lookedAt} />
    </div>
  );
}

/** What the reader came for unless they say otherwise: the type whose records lose the most. */
function dearest({ types }: Found) {
  const lost = (one: Found['types'][number]) => (100 - one.score) * one.records;
  return types.reduce((worst, one) => (lost(one) > lost(worst) ? one : worst));
}

function NoRecords() {
  const { can } = useSession();
  return (
    <Notice title="No records to look at" action={can.import && <Link to="/import">Import an export of your CRM</Link>}>
      {can.seeEverything
        ? 'Import a CRM export or connect your CRM; its score is here as soon as the records are.'
        : 'No record is yours or your team’s. Once you own an account or a deal in the CRM, its score is here.'}
    </Notice>
  );
}
