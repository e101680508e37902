import { Link } from 'react-router';
import type { Xray } from '../../api/generated/types.gen';
import { money } from '../../format/money';
import { count } from '../../format/number';
import classes from './Totals.module.css';

interface Props {
  totals: Xray['totals'];
  currency: string;
}

/** The company's pipeline in one line: what was won and lost, and what the open deals really are. */
export function Totals({ totals, currency }: Props) {
  const items = [
    { label: 'Won', value: count(totals.won), to: '/deals?view=table&state=won' },
    { label: 'Won value', value: money(totals.wonValue, currency) },
    { label: 'Lost', value: count(totals.lost), to: '/deals?view=table&state=lost' },
    { label: 'Prospecting', value: count(totals.prospecting), to: '/deals?view=table&subStage=3.2' },
    { label: 'Live', value: count(totals.live), to: '/deals?view=table&lane=live' },
    { label: 'of them stalled', value: count(totals.stalled), to: '/deals?view=table&lane=stalled' },
    { label: 'Dead', value: count(totals.dead), to: '/deals?view=table&lane=dead' },
  ];
  return (
    <dl className={classes.totals}>
      {items.map((item) => (
        <div key={item.label}>
          <dt>{item.label}</dt>
          <dd>{item.to ? <Link to={item.to}>{item.value}</Link> : item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
