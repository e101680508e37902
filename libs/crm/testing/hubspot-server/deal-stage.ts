import type { Pipeline } from './pipelines';
import { property, type PropertyDefinition } from './properties';

/**
 * What HubSpot keeps of the stages of a deal by itself: "Is deal closed?", "Is Closed Won" and one "Date entered" a
 * stage (HubSpot's default deal properties, https://knowledge.hubspot.com/properties/hubspots-default-deal-properties;
 * names: https://developers.hubspot.com/docs/api/crm/deals and the properties API). Left out: dates of leaving, times spent.
 */
export function stageProperties(pipelines: readonly Pipeline[]): PropertyDefinition[] {
  const kept = (name: string, label: string, type: string, fieldType: string) =>
    property(name, type, fieldType, { label, calculated: true, readOnly: true });
  return [
    kept('hs_is_closed', 'Is deal closed?', 'bool', 'calculation_equation'),
    kept('hs_is_closed_won', 'Is Closed Won', 'bool', 'calculation_equation'),
    ...pipelines.flatMap(({ label: of, stages }) =>
      stages.map(({ id, label }) => kept(dateEntered(id), `Date entered "${label} (${of})"`, 'datetime', 'date')),
    ),
  ];
}

/** Values that follow from a deal's stage; a deal that comes back to a stage has entered it anew. */
export function setByStage(pipelines: readonly Pipeline[], stage: string | undefined, at: string) {
  const found = pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === stage);
  if (!found) return {};
  const closed = found.metadata['isClosed'] === 'true';
  return {
    hs_is_closed: String(closed),
    hs_is_closed_won: String(closed && Number(found.metadata['probability']) === 1),
    [dateEntered(found.id)]: at,
  };
}

const dateEntered = (stage: string): string => `hs_v2_date_entered_${stage}`;
