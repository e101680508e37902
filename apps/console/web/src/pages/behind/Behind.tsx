import { useQuery } from '@tanstack/react-query';
import { Button, Group } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { queries, type BehindQuestion } from '../../api/queries';
import { count, counted } from '../../format/number';
import { dateOf } from '../../format/when';
import { useCurrency } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { Notice } from '../../pieces/Notice';
import { PageHeader } from '../../pieces/PageHeader';
import { offsetOf, useLastPage } from '../../pieces/useLastPage';
import { VirtualTable } from '../../pieces/VirtualTable';
import { behindColumns } from './behindColumns';

const PAGE = 500;

/** The deals one number stands on, by the same rule that counted them. */
export default function Behind() {
  const [params, setParams] = useSearchParams();
  const offset = offsetOf(params.get('offset'));
  const question = { ...Object.fromEntries(params), limit: PAGE, offset } as BehindQuestion;
  const found = useQuery(queries.dealsBehind(question));
  const currency = useCurrency();
  const turn = (to: number, replace = false) =>
    setParams(
      (was) => {
        const next = new URLSearchParams(was);
        next.set('offset', String(to));
        return next;
      },
      { replace },
    );
  const isPast = useLastPage({ offset, size: PAGE, total: found.data?.count }, (last) => turn(last, true));
  return (
    <Loaded query={found} what="the deals behind this number" lines={10}>
      {(answer) => (
        <>
          <PageHeader
            title={answer.title}
            lead={
              <>
                {answer.predicate} {counted(answer.count, 'deal')} as of {dateOf(answer.asOf)}.
              </>
            }
          />
          {isPast ? null : answer.deals.length === 0 ? (
            <Notice title="No deal to show">No deal that you may see fits this rule on that day.</Notice>
          ) : (
            <VirtualTable
              caption={answer.title}
              rows={answer.deals}
              total={answer.deals.length}
              columns={behindColumns(currency)}
              rowKey={(deal) => deal.id}
            />
          )}
          {answer.count > PAGE && (
            <Group mt="sm" gap="xs">
              <Button
                size="xs"
                variant="default"
                disabled={offset === 0}
                onClick={() => turn(Math.max(0, offset - PAGE))}
              >
                Before
              </Button>
              <Button
                size="xs"
                variant="default"
                disabled={offset + PAGE >= answer.count}
                onClick={() => turn(offset + PAGE)}
              >
                Next {PAGE}
              </Button>
              <span className="quiet small">
                {count(offset + 1)}–{count(Math.min(offset + PAGE, answer.count))} of {count(answer.count)}
              </span>
            </Group>
          )}
        </>
      )}
    </Loaded>
  );
}
