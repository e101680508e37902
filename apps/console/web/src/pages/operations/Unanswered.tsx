import type { Unanswered as Service } from '../../api/generated/types.gen';
import { Notice } from '../../pieces/Notice';

/** What is missing from the lists below, because a service did not answer. */
export function Unanswered({ services }: { services: readonly Service[] }) {
  if (services.length === 0) return null;
  return (
    <Notice tone="problem" title={`Without ${services.map((s) => s.service).join(', ')}`}>
      <ul>
        {services.map((s) => (
          <li key={s.service}>
            {s.message} {s.remedy}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
