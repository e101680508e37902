import type { Costs } from '../../api/generated/types.gen';
import { Section } from '../../pieces/Section';
import { COST_COLUMNS } from './costColumns';
import { CostLine, CostLines } from './CostLines';
import type { Span } from './useSpan';
import table from '../../pieces/Table.module.css';
import classes from './Costs.module.css';

/** Agents, opened to their actions, opened to the deals these were about. */
export function CostTree({ costs, span }: { costs: Costs; span: Span }) {
  return (
    <>
      <Section
        title="By agent, action and deal"
        note="What models cost, and beside it what became of the proposals of the same days. Beside is not because: nothing here says that an action won a deal."
        flush
      >
        <table className={table.table} aria-label="Costs by agent, action and deal">
          <thead>
            <tr>
              <th scope="col">Agent, action, deal</th>
              {COST_COLUMNS.map(({ head }) => (
                <th key={head} scope="col" className={table.number}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <CostLines level="agent" costs={costs} span={span} />
            <CostLine name={<strong>Altogether</strong>} row={costs.total} currency={costs.currency} depth={0} />
          </tbody>
        </table>
      </Section>
      <Section title="What the columns count">
        <dl className={classes.columns}>
          {COST_COLUMNS.map(({ head, says }) => (
            <div key={head}>
              <dt>{head}</dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
        <p className="quiet">
          Days are real ones in UTC, also where the company’s business day stands still. Amounts and expected values are
          in {costs.currency}, what models cost in US dollars.
        </p>
      </Section>
    </>
  );
}
