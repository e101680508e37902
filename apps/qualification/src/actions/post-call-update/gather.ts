import type { GatherContext, SourceText } from '@salesagent/agent';
import { extractionRules, type ExtractionRules, type Named } from '@salesagent/extraction';
import type { MirrorRow } from '@salesagent/mirror';
import { passageOf, rulesOf } from '@salesagent/playbook';
import { text } from '../../deals/open-deal';
import { callRules, isTooOld, SUMMARY, type CallFacts } from './rules';

/** A call and its notes, as they are read. */
export interface GatheredCall extends Pick<
  CallFacts,
  'activityId' | 'type' | 'on' | 'template' | 'withoutStep' | 'rejected'
> {
  notes: string;
  people: Named[];
  /** What carries evidence, by the section that says it; null where there is none, and no evidence is named. */
  evidence: ExtractionRules | null;
}

const NOT_OPENED = ' ';
const EVIDENCE = '4-progression/meddicc-extraction';

export async function gatherCall(activity: MirrorRow, context: GatherContext): Promise<GatheredCall | null> {
  const { fields } = activity;
  const { mirror, open, section, playbook } = context;
  const on = text(fields['happenedAt'])?.slice(0, 10);
  if (!on) return null;
  // A pass over every call there ever was opens nothing for those that are not told anew.
  const tooOld = isTooOld(on, context.businessDate, rulesOf(section, callRules));
  const notes = tooOld ? NOT_OPENED : text(await open(fields['notes']));
  const [template, withoutStep] = ['Summary page', 'No next step'].map((heading) => passageOf(section, heading)?.text);
  if (!notes || !template || !withoutStep) return null;
  const accountId = text(fields['accountId']);
  const contacts = accountId && !tooOld ? await mirror.where('contact', 'accountId', accountId) : [];
  const names = (await open(contacts.map((contact) => contact.fields['name']))) as unknown[];
  const evidence = playbook.section(EVIDENCE);
  return {
    ...{ activityId: activity.id, type: text(fields['type']) ?? '', on, notes, template, withoutStep },
    rejected: context
      .turnedDown(`activity/${activity.id}`)
      .has(SUMMARY, sourceText({ activityId: activity.id, notes })),
    people: contacts.flatMap(({ id }, i) => {
      const name = text(names[i]);
      return name ? [{ name, record: `contact/${id}` }] : [];
    }),
    evidence: evidence && rulesOf(evidence, extractionRules),
  };
}

/** The notes as a rejected summary of them is remembered by. */
export const sourceText = ({ activityId, notes }: Pick<GatheredCall, 'activityId' | 'notes'>): SourceText => ({
  record: `activity/${activityId}`,
  text: notes,
});
