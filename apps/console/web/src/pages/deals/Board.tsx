import { Button } from '@mantine/core';
import type { Deals } from '../../api/generated/types.gen';
import { money, moneyInShort } from '../../format/money';
import { count } from '../../format/number';
import { useCurrency } from '../../layout/SessionContext';
import { Notice } from '../../pieces/Notice';
import { Sideways } from '../../pieces/Sideways';
import { DealCard } from './DealCard';
import classes from './Board.module.css';

interface Props {
  found: Deals;
  onAll: (subStage: string | null) => void;
}

/** Deals by sub-stage, each column with its count and value. Only sub-stages that hold deals take room. */
export function Board({ found, onAll }: Props) {
  const currency = useCurrency();
  const stages = found.stages.filter((stage) => stage.count > 0);
  if (stages.length === 0) {
    return <Notice title="No deal matches">Loosen a filter above, or clear them all.</Notice>;
  }
  return (
    <Sideways label="Deals by sub-stage" className={classes.board}>
      {stages.map((stage) => {
        const deals = found.deals.filter((deal) => deal.subStage === stage.subStage);
        return (
          <section key={stage.subStage ?? 'none'} className={classes.column} aria-label={stage.name}>
            <header className={classes.head}>
              <h2>
                <span className={classes.code}>{stage.subStage}</span> {stage.name}
              </h2>
              <p>
                {count(stage.count)}
                {stage.amount > 0 && (
                  <span title={money(stage.amount, currency)}> · {moneyInShort(stage.amount, currency)}</span>
                )}
              </p>
            </header>
            <ul className={classes.cards}>
              {deals.map((deal) => (
                <li key={deal.id}>
                  <DealCard deal={deal} />
                </li>
              ))}
            </ul>
            {deals.length < stage.count && (
              <Button size="compact-xs" variant="subtle" onClick={() => onAll(stage.subStage)}>
                All {count(stage.count)} as a table
              </Button>
            )}
          </section>
        );
      })}
    </Sideways>
  );
}
