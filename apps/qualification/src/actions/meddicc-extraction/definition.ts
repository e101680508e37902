import { defineAction } from '@salesagent/agent';
import type { ExtractionRules } from '@salesagent/extraction';
import { CHANCE_FIELDS } from '../../deals/chance';
import { inProgression, STANDING_FIELDS } from '../../deals/open-deal';
import { gatherNotes, sourceText, type Gathered } from './gather';
import { readNotes } from './read';
import { decideExtraction, extractionRules, type ExtractionFacts } from './rules';

/** What it fills wakes it once more, and finds nothing empty that the same notes would fill. */
export const meddiccExtraction = defineAction<ExtractionFacts, ExtractionRules, Gathered>({
  id: 'meddicc-extraction',
  effect: 'log',
  rules: extractionRules,
  needs: {
    opportunity: [
      ...[...STANDING_FIELDS, ...CHANCE_FIELDS, 'accountId', 'ownerId', 'productId', 'amount'],
      ...['meddicc', 'agentMeddiccEvidence'],
    ],
    activity: ['opportunityId', 'contactId', 'type', 'direction', 'happenedAt', 'notes', 'byAgent'],
    contact: ['accountId', 'name'],
    person: ['name'],
    account: ['name', 'tier'],
    product: ['name', 'listPrice'],
  },
  counts: ['OpportunityStageMoved'],
  on: [
    { event: 'ActivityLogged' },
    { event: 'ActivityFieldsRevised', fields: ['notes', 'opportunityId', 'happenedAt', 'type', 'direction'] },
    { event: 'MeddiccEvidenceRecorded' },
    { event: 'OpportunityStageMoved' },
    'ImportCompleted',
    'ActionRequested',
  ],
  writes: ['agentMeddiccEvidence'],
  eligible: inProgression,
  gather: gatherNotes,
  read: readNotes,
  texts: ({ notes }) => notes.map(sourceText),
  decide: decideExtraction,
});
