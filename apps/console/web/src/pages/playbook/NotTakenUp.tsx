import type { Playbook } from '../../api/generated/types.gen';
import { Section } from '../../pieces/Section';

/** Agents that act by another version, or say nothing; nothing is shown where all follow what is in force. */
export function NotTakenUp({ playbook: { services, version } }: { playbook: Playbook }) {
  const others = services.filter((service) => service.version !== version);
  if (others.length === 0) return null;
  return (
    <Section title="Not every agent acts by it">
      <ul>
        {others.map((one) => (
          <li key={one.service}>
            {one.version === null
              ? `${one.service} does not answer.`
              : `${one.service} acts by ${one.version}: it has yet to take this one up, or has another playbooks folder.`}
          </li>
        ))}
      </ul>
    </Section>
  );
}
