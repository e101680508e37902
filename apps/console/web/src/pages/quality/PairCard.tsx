import type { Pair, Pairs } from '../../api/generated/types.gen';
import { fieldInWords } from '../../format/field';
import { counted } from '../../format/number';
import { Mark } from '../../pieces/Mark';
import { Value } from '../../pieces/Value';
import { PairActions } from './PairActions';
import { RecordLink } from './RecordLink';
import { recordsInWords } from './words';
import classes from './Duplicates.module.css';

/** Two records side by side, what is the same in both left pale, and why they were thought to be one. */
export function PairCard({ pair, crm }: { pair: Pair; crm: Pairs['crm'] }) {
  const { one, other, type } = pair;
  const name = one.label === other.label ? `${one.label}, twice` : `${one.label} and ${other.label}`;
  return (
    <article className={classes.pair} aria-label={name}>
      <p className={classes.why}>
        <Mark tone={pair.score >= 0.95 ? 'accent' : 'plain'}>{`Likeness ${Math.round(pair.score * 100)} %`}</Mark>{' '}
        {pair.why.join(' · ')}
      </p>
      <table className={classes.beside} aria-label={name}>
        <thead>
          <tr>
            <td />
            {[one, other].map((side) => (
              <th key={side.id} scope="col">
                <RecordLink label={side.label} page={side.page} />
                <span className={classes.id}>{side.id}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Open deals</th>
            {[one, other].map((side) => (
              <td key={side.id}>{counted(side.openDeals, 'deal')}</td>
            ))}
          </tr>
          {pair.fields.map((row) => (
            <tr key={row.field} data-same={JSON.stringify(row.one) === JSON.stringify(row.other)}>
              <th scope="row">{fieldInWords(row.field)}</th>
              <td>
                <Value of={row.one} name={row.field} />
              </td>
              <td>
                <Value of={row.other} name={row.field} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <PairActions pair={pair} crm={crm} words={recordsInWords(type)} />
    </article>
  );
}
