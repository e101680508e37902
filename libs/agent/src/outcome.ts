import type { DocumentPassage, Proposal } from '@salesagent/canon/events';
import type { ReadProposal } from './read-before';

/** What one evaluation came to, complete but for the episode, which only the stream knows. */
export type Outcome =
  | { kind: 'nothing'; reason: string }
  | {
      kind: 'insight';
      /** Hash of what counts as news. */
      material: string;
      data: {
        businessDate: string;
        values: Record<string, unknown>;
        reasons: string[];
        citations: string[];
        documents?: DocumentPassage[];
        playbookVersion: string;
      };
      /** Agent fields to copy to the subject's CRM record. */
      fields: Record<string, unknown> | null;
    }
  | {
      kind: 'proposal';
      material: string;
      /** The ceiling for this effect and tier is P: a person takes it from there. */
      prepareOnly: boolean;
      /** What it suggests out of texts; absent where it suggests nothing so. */
      read?: ReadProposal;
      proposal: Omit<Proposal, 'actionId' | 'digest'>;
    };

/** One action looked at one subject. */
export interface Evaluated {
  action: Proposal['action'];
  /** `opportunity/1C1I7A6R` */
  subject: string;
  outcome: Outcome;
}
