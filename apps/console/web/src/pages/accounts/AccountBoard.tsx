import { Link } from 'react-router';
import type { AccountRow, Accounts } from '../../api/generated/types.gen';
import { money, moneyInShort } from '../../format/money';
import { count, counted, decimal } from '../../format/number';
import { useCurrency } from '../../layout/SessionContext';
import { Mark } from '../../pieces/Mark';
import classes from './Accounts.module.css';

/** Accounts by stage: 1 market, 2 planned, 6 customer. */
export function AccountBoard({ found }: { found: Accounts }) {
  return (
    <div className={classes.board}>
      {found.stages.map((stage) => {
        const accounts = found.accounts.filter((account) => account.stage === stage.stage);
        return (
          <section key={stage.stage} className={classes.column} aria-label={stage.name}>
            <header className={classes.head}>
              <h2>
                <span className="quiet">{stage.stage}</span> {stage.name}
              </h2>
              <span className="quiet small">{count(stage.count)}</span>
            </header>
            {accounts.length === 0 && <p className="quiet small">None here.</p>}
            <div className={classes.cards}>
              {accounts.slice(0, 120).map((account) => (
                <AccountCard key={account.id} account={account} />
              ))}
            </div>
            {accounts.length > 120 && <p className="quiet small">{count(accounts.length - 120)} more in the table.</p>}
          </section>
        );
      })}
    </div>
  );
}

function AccountCard({ account }: { account: AccountRow }) {
  const currency = useCurrency();
  const scores = [
    account.icpScore !== null && `ICP ${decimal(account.icpScore, 0)}`,
    account.healthScore !== null && `health ${decimal(account.healthScore, 0)}`,
  ].filter(Boolean);
  return (
    <article className={classes.card}>
      <div className={classes.line}>
        <Link to={`/accounts/${encodeURIComponent(account.id)}`}>{account.name ?? account.id}</Link>
        <Mark
          tone={account.tier ? 'accent' : 'plain'}
          title={account.tierSuggestion ? `Suggested: ${account.tierSuggestion}` : undefined}
        >
          {account.tier ?? 'no tier'}
        </Mark>
      </div>
      <div className={`${classes.line} ${classes.sub}`}>
        <span>
          {counted(account.openDeals, 'open deal')}
          {account.openAmount > 0 && ` · ${moneyInShort(account.openAmount, currency)}`}
        </span>
        <span title={money(account.wonAmount, currency)}>
          {account.wonDeals > 0 && `${moneyInShort(account.wonAmount, currency)} won`}
        </span>
      </div>
      {scores.length > 0 && <div className={classes.sub}>{scores.join(' · ')}</div>}
    </article>
  );
}
