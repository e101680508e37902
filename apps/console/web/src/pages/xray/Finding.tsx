import type { XrayFinding } from '../../api/generated/types.gen';
import { Chart } from '../../charts/Chart';
import { asSpec } from '../../charts/asSpec';
import { count } from '../../format/number';
import { inUnit } from '../../format/unit';
import { BehindLink } from '../../pieces/BehindLink';
import { Figures } from '../../pieces/Figures';
import classes from './Finding.module.css';

interface Props {
  finding: XrayFinding;
  place: number;
  currency: string;
}

export function Finding({ finding, place, currency }: Props) {
  return (
    <li className={classes.finding} data-finding={finding.id}>
      <span className={classes.place} aria-hidden>
        {place}
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>{finding.title}</h2>
        <p className={classes.sentence}>
          <Figures sentence={finding.sentence} />
        </p>
        {finding.facts.length > 0 && (
          <dl className={classes.facts}>
            {finding.facts.map((fact) => (
              <div key={fact.label}>
                <dt>{fact.label}</dt>
                <dd title={`n = ${count(fact.n)}`}>{inUnit(fact.value, fact.unit, currency)}</dd>
              </div>
            ))}
          </dl>
        )}
        <p className={classes.stand}>
          <BehindLink link={finding.deals} />
          <span className="quiet">
            {finding.formula} · n = {count(finding.n)}
          </span>
        </p>
      </div>
      {finding.chart && (
        <div className={classes.picture}>
          <Chart spec={asSpec(finding.chart.spec)} label={finding.chart.alt} height={170} />
        </div>
      )}
    </li>
  );
}
