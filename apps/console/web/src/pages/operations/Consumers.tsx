import type { UseQueryResult } from '@tanstack/react-query';
import type { Status } from '../../api/generated/types.gen';
import { count } from '../../format/number';
import { Loaded } from '../../pieces/Loaded';
import { Mark, type Tone } from '../../pieces/Mark';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';

type Service = Status['services'][number];
const TONES: Record<Service['state'], Tone> = {
  ready: 'live',
  'catching-up': 'stalled',
  starting: 'plain',
  down: 'bad',
};

/** Every service, and how far each of its consumers is behind the bus. */
export function Consumers({ query }: { query: UseQueryResult<Status> }) {
  return (
    <Section title="Services and consumers" flush>
      <Loaded query={query} what="the state of the services" lines={6}>
        {({ services }) => (
          <SimpleTable
            caption="Services and how far they are behind"
            rows={services}
            rowKey={(service) => service.service}
            columns={[
              { head: 'Service', cell: (service) => service.service },
              { head: 'State', cell: (service) => <Mark tone={TONES[service.state]}>{service.state}</Mark> },
              {
                head: 'Behind',
                cell: (service) =>
                  service.consumers.map(({ group, lag }) => `${group} ${lag === null ? '–' : count(lag)}`).join(', '),
              },
              { head: 'Why', cell: (service) => <span className="quiet">{service.detail}</span> },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
