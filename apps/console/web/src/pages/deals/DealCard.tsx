import { Link } from 'react-router';
import type { DealRow } from '../../api/generated/types.gen';
import { probability } from '../../format/number';
import { daysInWords } from '../../format/when';
import { DealAmount } from '../../pieces/DealAmount';
import { HealthMark } from '../../pieces/HealthMark';
import { Mark } from '../../pieces/Mark';
import classes from './DealCard.module.css';

export function DealCard({ deal }: { deal: DealRow }) {
  const what = deal.product?.name ?? deal.name;
  const about = [deal.account ? what : 'no account', deal.ageDays !== null && daysInWords(deal.ageDays)];
  return (
    <article className={classes.card}>
      <div className={classes.line}>
        <Link to={`/deals/${encodeURIComponent(deal.id)}`} className={classes.name} title={deal.name}>
          {deal.account?.name ?? what}
        </Link>
        <DealAmount deal={deal} />
      </div>
      <div className={classes.line}>
        <span className={classes.sub}>{about.filter(Boolean).join(' · ')}</span>
        {deal.winProbability !== null && deal.outcome === null && (
          <span title={deal.winLabel ?? 'probability of winning'}>{probability(deal.winProbability)}</span>
        )}
      </div>
      <div className={classes.line}>
        <span className={classes.sub}>{deal.owner?.name ?? 'no owner'}</span>
        <span className={classes.marks}>
          {deal.openApprovals > 0 && <Mark tone="accent">needs you</Mark>}
          <HealthMark deal={deal} />
        </span>
      </div>
    </article>
  );
}
