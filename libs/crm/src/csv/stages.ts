import { SUB_STAGES, type DealOutcome, type SubStage } from '@salesagent/canon/sales';

export interface StageMeaning {
  subStage: SubStage;
  outcome?: DealOutcome;
}

/**
 * What CRM stage names mean where the mapping file says nothing: the usual names of small CRMs, Salesforce's and
 * HubSpot's defaults, and our own sub-stages. A name that is not here must be mapped; it is never guessed.
 */
const DEFAULTS: Record<string, StageMeaning> = {
  prospecting: { subStage: '3.2' },
  engaging: { subStage: '4.1' },
  won: { subStage: '5.3', outcome: 'won' },
  lost: { subStage: '5.3', outcome: 'lost' },
  closedwon: { subStage: '5.3', outcome: 'won' },
  closedlost: { subStage: '5.3', outcome: 'lost' },
  new: { subStage: '3.1' },
  working: { subStage: '3.2' },
  qualification: { subStage: '3.2' },
  appointmentscheduled: { subStage: '3.3' },
  meetingheld: { subStage: '3.3' },
  needsanalysis: { subStage: '4.1' },
  qualifiedtobuy: { subStage: '4.1' },
  discovery: { subStage: '4.1' },
  valueproposition: { subStage: '4.2' },
  iddecisionmakers: { subStage: '4.2' },
  perceptionanalysis: { subStage: '4.2' },
  presentationscheduled: { subStage: '4.2' },
  validation: { subStage: '4.2' },
  decisionmakerboughtin: { subStage: '4.3' },
  businesscase: { subStage: '4.3' },
  proposal: { subStage: '5.1' },
  proposalpricequote: { subStage: '5.1' },
  negotiationreview: { subStage: '5.2' },
  negotiation: { subStage: '5.2' },
  contractsent: { subStage: '5.2' },
  paper: { subStage: '5.2' },
  onboarding: { subStage: '5.4', outcome: 'won' },
};

/** Letters of any script count: 提案 and 交渉 are two stages. */
const squeeze = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}.]/gu, '');

export class StageMap {
  private readonly told: Map<string, StageMeaning>;

  constructor(told: Record<string, StageMeaning> = {}) {
    this.told = new Map(Object.entries(told).map(([name, meaning]) => [squeeze(name), meaning]));
  }

  meaning(crmStage: string): StageMeaning | null {
    const name = squeeze(crmStage);
    const told = this.told.get(name) ?? (Object.hasOwn(DEFAULTS, name) ? DEFAULTS[name] : undefined);
    if (told) return told;
    return name in SUB_STAGES && name < '5.3' ? { subStage: name as SubStage } : null;
  }
}
