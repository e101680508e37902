import { Link } from 'react-router';
import type { DealRow } from '../../api/generated/types.gen';
import { probability } from '../../format/number';
import { daysInWords } from '../../format/when';
import { DealAmount } from '../../pieces/DealAmount';
import { HealthMark } from '../../pieces/HealthMark';
import { Mark } from '../../pieces/Mark';
import classes from './DealCard.module.css';

export function DealCard({ deal }: { deal: DealRow }) {
  return (
    <article className={classes.card}>
      <div className={classes.line}>
        <Link to={`/deals/${encodeURIComponent(deal.id)}`} className={classes.name}>
          {deal.account?.name ?? deal.name}
        </Link>
        <DealAmount deal={deal} />
      </div>
      <p className={classes.sub}>{deal.account?.name ? deal.name : `${deal.id} · no account`}</p>
      <div className={classes.line}>
        <span className={classes.sub}>
          {deal.owner?.name ?? 'no owner'}
          {deal.ageDays !== null && ` · ${daysInWords(deal.ageDays)}`}
        </span>
        <span className={classes.marks}>
          {deal.openApprovals > 0 && <Mark tone="accent">needs you</Mark>}
          <HealthMark deal={deal} />
          {deal.winProbability !== null && deal.outcome === null && (
            <span className={classes.p} title={deal.winLabel ?? 'probability of winning'}>
              {probability(deal.winProbability)}
            </span>
          )}
        </span>
      </div>
    </article>
  );
}
