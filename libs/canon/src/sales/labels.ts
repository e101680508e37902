import { MEDDICC, type MeddiccLetter } from './meddicc';
import { SUB_STAGES } from './stages';

const SPECIAL: Record<string, string> = {
  ownerId: 'Owner',
  accountId: 'Account',
  contactId: 'Primary contact',
  productId: 'Product',
  opportunityId: 'Deal',
  managerId: 'Manager',
  parentId: 'Parent account',
  crmStage: 'CRM stage',
  subStage: 'Sub-stage',
  agentIcpScore: 'ICP score',
  agentAccountScore: 'Account score',
  agentHealthScore: 'Health score',
  agentTierSuggestion: 'Suggested tier',
  agentWinProbability: 'Win probability',
  agentRisk: 'Risks',
  agentMeddicc: 'MEDDICC completeness',
  agentMeddiccEvidence: 'MEDDICC quotations',
  agentSummary: 'Summary',
  meddicc: 'MEDDICC evidence',
  dueInBusinessDays: 'Due in business days',
};

/** `expectedCloseDate` → `Expected close date`: how a field is called on a page. */
export function fieldLabel(field: string): string {
  const special = SPECIAL[field];
  if (special) return special;
  const words = field.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `4.1` → `4.1 Discovery`. */
export function subStageLabel(subStage: unknown): string {
  const name = SUB_STAGES[subStage as keyof typeof SUB_STAGES];
  return name ? `${String(subStage)} ${name}` : String(subStage ?? 'no stage');
}

export function letterLabel(letter: string): string {
  return MEDDICC[letter as MeddiccLetter] ?? letter;
}

export function subStageName(subStage: unknown): string | null {
  return SUB_STAGES[subStage as keyof typeof SUB_STAGES] ?? null;
}
