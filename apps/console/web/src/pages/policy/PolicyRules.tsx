import type { Policy } from '../../api/generated/types.gen';
import { counted, percent } from '../../format/number';
import { Section } from '../../pieces/Section';
import classes from './Policy.module.css';

/** Each rule that can make a line stricter: when it holds, what it says, why, and where it is written. */
export function PolicyRules({ policy: { rules, provenance } }: { policy: Policy }) {
  return (
    <Section title={`What makes it stricter: ${counted(rules.length, 'rule')}`}>
      {rules.length === 0 ? (
        <p className="quiet">Nothing: each line above holds as it stands.</p>
      ) : (
        <dl className={classes.rules}>
          {rules.map(({ id, words, why }) => {
            const place = provenance[id];
            return (
              <div key={id}>
                <dt>
                  {id}{' '}
                  {place && (
                    <span className="quiet small">
                      {place.layer === 'base' ? 'the firm' : 'this company'}, {place.file}:{place.line}
                    </span>
                  )}
                </dt>
                <dd>{words}</dd>
                {why && <dd className="quiet">{why}</dd>}
              </div>
            );
          })}
        </dl>
      )}
    </Section>
  );
}

/** How much is asked of people, and what they may approve at one stroke. */
export function PolicyLimits({ policy: { docket, bulk, escalation } }: { policy: Policy }) {
  const together = bulk.effects.length === 0 ? 'nothing' : `${bulk.effects.join(', ')}, ${bulk.most} at most`;
  return (
    <Section title="What is asked of people">
      <dl className={classes.rules}>
        <div>
          <dt>Decisions a day</dt>
          <dd>
            at most {docket.decisionsPerRep} for a rep, {docket.decisionsPerManager} for a manager
          </dd>
        </div>
        <div>
          <dt>At one stroke</dt>
          <dd>{together}; such approvals earn no autonomy</dd>
        </div>
        <div>
          <dt>When nobody decides</dt>
          <dd>
            after {percent(escalation.afterShare, 0)} of the time the next role is asked as well, where there is one
          </dd>
        </div>
      </dl>
    </Section>
  );
}
