import type { Kpi } from '../../api/generated/types.gen';
import { count, percent } from '../../format/number';
import { inUnit } from '../../format/unit';
import { BehindLink } from '../../pieces/BehindLink';
import classes from './Kpis.module.css';

/** The KPIs that are known, each with what it is made of. */
export function KpiList({ kpis, currency }: { kpis: Kpi[]; currency: string }) {
  return (
    <div className={classes.cards}>
      {kpis.map((kpi) => (
        <article key={kpi.id} className={classes.kpi} data-kpi={kpi.id} aria-label={kpi.name}>
          <h2 className={classes.name}>{kpi.name}</h2>
          <p className={classes.value}>
            {kpi.unit === 'ratio' ? percent(kpi.value, 2) : inUnit(kpi.value, kpi.unit, currency)}
          </p>
          {kpi.beside.length > 0 && (
            <dl className={classes.beside}>
              {kpi.beside.map((other) => (
                <div key={other.name}>
                  <dt>{other.name}</dt>
                  <dd title={`n = ${count(other.n)}`}>{inUnit(other.value, other.unit, currency)}</dd>
                </div>
              ))}
            </dl>
          )}
          <p className={classes.formula}>{kpi.formula}</p>
          {kpi.note && <p className={classes.formula}>{kpi.note}</p>}
          <p className={classes.foot}>
            <span>n = {count(kpi.n)}</span>
            {kpi.deals && kpi.deals.count > 0 && <BehindLink link={kpi.deals} />}
          </p>
        </article>
      ))}
    </div>
  );
}
