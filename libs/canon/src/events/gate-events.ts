import { z } from 'zod';
import { EFFECT_CLASSES, TIERS, type Tier } from '../sales/tiers';
import { defineEvent, type EventDefinition } from './definition';
import { action, actionId, change, digest, playbookVersion, policyVersion, role, subject } from './proposal';

/** Attention and permission, by orchestrator: the docket, the gate and the decisions of people. */
const gate = <S extends z.ZodType>(
  type: string,
  description: string,
  schema: S,
  { topic, key } = { topic: 'gate.action', key: '{actionId}' },
): EventDefinition<S> =>
  defineEvent({ type, version: 1, topic, key, writtenBy: ['orchestrator'], description, schema });

const decisionId = z.string().describe('Id of the decision');
const tier = z.enum(TIERS).describe('Tier of the accounts it is about');
const by = z.string().describe('Person id, or who signed in where they are no person of the CRM');

const expiresAt = z.iso.datetime().describe('Real time at which it expires');
const personId = z.string().describe('Person id');

const proposalId = z.string().describe('Id of the proposal of a policy');
const replaces = z.string().describe('Version of the policy that it takes the place of');

const playbookProposalId = z.string().describe('Id of the proposal of sections');
const replacesPlaybook = z.string().describe('Version of the playbook that it takes the place of');
const playbookDigest = z.string().describe('SHA-256 of the files as canonical JSON: what the signature binds');

const rejection = {
  proposedBy: z.string().describe('Who proposed it; the same as `by` where it was withdrawn'),
  by,
  reason: z.string().describe('Why not, in the words of whoever said so'),
};

export const GATE_EVENTS = [
  gate(
    'ActionQueued',
    'A proposal waits for attention.',
    z.strictObject({
      actionId,
      action,
      ownerId: z.string().nullable().describe('Whose decision it will be: person id'),
      expectedValue: z.number().describe('What a person’s attention is worth, in the company’s currency'),
    }),
  ),
  gate(
    'ActionAdmitted',
    'A proposal was given attention: it enters a person’s inbox and its gate begins.',
    z.strictObject({
      actionId,
      action,
      wave: z.string().nullable().describe('Wave it came in with; null when a person asked for it'),
      rank: z.int().positive().nullable().describe('Place in the wave, from 1'),
      assignee: role,
    }),
  ),
  gate(
    'ActionWithdrawn',
    'The proposal left the docket or the gate without a decision; `prepared` when a ceiling P ended it.',
    z.strictObject({
      actionId,
      reason: z.string().describe('Why'),
      outcome: z.enum(['withdrawn', 'prepared']).describe('What became of the proposal'),
    }),
  ),
  gate(
    'ActionHeldOut',
    'An action that runs alone left this subject alone, so that its lift can be measured; `ActionWithdrawn` follows.',
    z.strictObject({
      actionId,
      action,
      tier,
      subject,
      share: z.number().describe('Share of the subjects that are left alone, 0–1; the same ones each time'),
    }),
  ),
  gate(
    'ApprovalRequested',
    'The gate asks a person.',
    z.strictObject({
      actionId,
      digest,
      policyVersion,
      approver: role,
      expiresAt,
      escalatesAt: z.iso.datetime().nullable().optional().describe('Real time at which the next role is asked as well'),
    }),
  ),
  gate(
    'SecondApprovalRequested',
    'One person approved exactly this digest; the policy asks for a second one, who is not that person.',
    z.strictObject({
      actionId,
      decisionId: z.string().describe('Id of the first decision'),
      by,
      digest,
      policyVersion,
      evidenceOpened: z.boolean().describe('Whether the first approver had the evidence before them'),
      approver: role,
      expiresAt,
      edited: change
        .optional()
        .describe('Present when the first approver edited it: the change that `digest` stands for'),
    }),
  ),
  gate(
    'ApprovalEscalated',
    'Part of the time is over without a decision: the next role is asked as well, and either may decide.',
    z.strictObject({ actionId, from: role, to: role, expiresAt }),
  ),
  gate(
    'ApprovalReassigned',
    'A question went to another person of the same standing: somebody is away, is back, or owns it now.',
    z.strictObject({ actionId, from: role, approver: role, reason: z.string().describe('Why') }),
  ),
  gate(
    'ActionApproved',
    'A person (or earned autonomy) approved exactly this digest.',
    z.strictObject({
      actionId,
      decisionId,
      by: z.string().describe('Person id; `policy` where the policy lets it run alone, `signed` for a signed batch'),
      digest,
      policyVersion,
      evidenceOpened: z.boolean().describe('Whether the approver had the evidence before them'),
      edited: change.optional().describe('Present when the approver edited it: the change that `digest` stands for'),
      first: z
        .strictObject({ decisionId, by })
        .optional()
        .describe('Who approved the same before, where the policy asks for two people'),
    }),
  ),
  gate(
    'ActionRejected',
    'A person said no; the subject rests for the playbook’s cool-down.',
    z.strictObject({ actionId, decisionId, by, reason: z.string().describe('In the person’s words') }),
  ),
  gate(
    'ActionExpired',
    'Nobody decided in time. Expiry counts against nobody.',
    z.strictObject({ actionId, reason: z.string().describe('Which time ran out') }),
  ),
  gate(
    'KillSwitchSet',
    'Execution was stopped or allowed again for a scope; permits of an older epoch are void.',
    z.strictObject({
      scope: z.string().describe('`all`, `agent/{agent}`, `action/{action}`, `account/{id}`'),
      stopped: z.boolean().describe('True: nothing of the scope is executed'),
      epoch: z.int().describe('Grows by one each time'),
      by,
      reason: z.string().describe('In the person’s words'),
    }),
    { topic: 'gate.switch', key: 'switch/{scope}' },
  ),
  gate(
    'InterruptionRaised',
    'Something that does not wait for the batch of the morning is told one person, once.',
    z.strictObject({
      interruptionId: z.string().describe('Follows from what is told, and for a decision from whom it is asked'),
      kind: z
        .enum(['hot-inbound', 'case-escalated', 'closing-this-week'])
        .meta({ description: 'Why it does not wait', extensible: true }),
      personId,
      subject: subject.describe('Record that it is about'),
      accountId: z.string().nullable().describe('Account that it is about'),
      actionId: actionId.nullable().describe('Proposal that waits for the person’s decision; null where none does'),
      expiresAt: z.iso.datetime().describe('Real time from which it is no news any more'),
    }),
    { topic: 'gate.interruption', key: 'interruption/{interruptionId}' },
  ),
  gate(
    'AbsenceSet',
    'Somebody will be away: from the first to the last day their decisions go to another.',
    z.strictObject({
      personId,
      from: z.iso.date().describe('First day away, in the company’s calendar'),
      until: z.iso.date().describe('Last day away'),
      delegateId: z.string().nullable().describe('Who decides meanwhile: person id; null = their manager'),
      by,
    }),
    { topic: 'gate.absence', key: 'absence/{personId}' },
  ),
  gate(
    'AbsenceEnded',
    'Somebody is back, or does not go away after all.',
    z.strictObject({ personId, by: z.string().describe('Who said so; `calendar` where the last day is over') }),
    { topic: 'gate.absence', key: 'absence/{personId}' },
  ),
  gate(
    'TieringSigned',
    'A person signed the first tiering of the company as one batch.',
    z.strictObject({
      batchId: z.string().describe('Id of the batch'),
      by,
      digest,
      counts: z
        .strictObject({
          T1: z.int().describe('Accounts led by people'),
          T2: z.int().describe('Accounts where agents propose'),
          T3: z.int().describe('Accounts led by agents'),
        } satisfies Record<Tier, z.ZodType>)
        .describe('Accounts by tier'),
    }),
    { topic: 'gate.tiering', key: 'tiering/{batchId}' },
  ),
  gate(
    'PolicyProposed',
    'Somebody proposed another policy for the company; it is in force only once a second person has signed it.',
    z.strictObject({
      proposalId,
      version: policyVersion,
      replaces,
      by,
      reason: z.string().describe('In the person’s words'),
      file: z.string().describe('Name of the file it was read from'),
      override: z.record(z.string(), z.unknown()).describe('What the company’s policy says over the firm’s'),
      changes: z
        .array(
          z.strictObject({
            path: z.string().describe('`refinements.large-terms`, `docket.decisionsPerRep`'),
            words: z.string().describe('What is otherwise'),
          }),
        )
        .describe('What it would change of the policy in force'),
    }),
    { topic: 'gate.policy', key: 'policy' },
  ),
  gate(
    'PolicyPublished',
    'A second person signed a proposed policy: from now on every authorisation reads it.',
    z.strictObject({
      proposalId,
      version: policyVersion,
      replaces,
      proposedBy: z.string().describe('Who proposed it; never who signed'),
      by,
      reason: z.string().describe('Why it was proposed, in that person’s words'),
    }),
    { topic: 'gate.policy', key: 'policy' },
  ),
  gate(
    'PolicyRejected',
    'A proposed policy was rejected by somebody who may sign it, or withdrawn by its proposer; it can be signed no more.',
    z.strictObject({ proposalId, version: policyVersion, replaces, ...rejection }),
    { topic: 'gate.policy', key: 'policy' },
  ),
  gate(
    'PlaybookAdopted',
    'Orchestrator started with another playbook than the log last said: the firm’s or the company’s files have changed.',
    z.strictObject({
      version: playbookVersion,
      origin: z.enum(['playbooks', 'published']).describe('Where the company’s own sections come from'),
      sections: z.record(z.string(), z.string()).describe('Version of each section by its id'),
    }),
    { topic: 'gate.playbook', key: 'playbook' },
  ),
  gate(
    'PlaybookProposed',
    'Somebody proposed other sections for the company; they are in force only once a second person has signed them.',
    z.strictObject({
      proposalId: playbookProposalId,
      version: playbookVersion,
      replaces: replacesPlaybook,
      digest: playbookDigest,
      by,
      reason: z.string().describe('In the person’s words'),
      changes: z.array(z.string()).describe('What it would change of the playbook in force: rules, passages, sections'),
      affected: z
        .strictObject({
          subjects: z.int().describe('Records of which an action would decide otherwise'),
          deals: z.int().describe('Open deals among them'),
        })
        .nullable()
        .describe('What whoever proposed it was shown; null when it was not asked for'),
    }),
    { topic: 'gate.playbook', key: 'playbook' },
  ),
  gate(
    'PlaybookPublished',
    'A second person signed proposed sections: every agent takes them up, and looks again at everything.',
    z.strictObject({
      proposalId: playbookProposalId,
      version: playbookVersion,
      replaces: replacesPlaybook,
      digest: playbookDigest,
      proposedBy: z.string().describe('Who proposed it; never who signed'),
      by,
      reason: z.string().describe('Why it was proposed, in that person’s words'),
      files: z
        .array(
          z.strictObject({
            file: z.string().describe('`4-progression/deal-risk.md`, from the company’s folder on'),
            text: z.string().describe('Markdown with front matter, or YAML'),
          }),
        )
        .describe(
          'Everything the company has over the firm’s playbook; it takes the place of what was published before',
        ),
    }),
    { topic: 'gate.playbook', key: 'playbook' },
  ),
  gate(
    'PlaybookRejected',
    'Proposed sections were rejected by somebody who may sign them, or withdrawn by their proposer; they can be signed no more.',
    z.strictObject({
      proposalId: playbookProposalId,
      version: playbookVersion,
      replaces: replacesPlaybook,
      ...rejection,
    }),
    { topic: 'gate.playbook', key: 'playbook' },
  ),
  gate(
    'AutonomyPromoted',
    'Operations signed that an action runs alone on a tier, on the evidence it had.',
    z.strictObject({
      action,
      tier,
      effect: z.enum(EFFECT_CLASSES).describe('What it does; only what this class may do alone, it does alone'),
      by,
      policyVersion,
      bound: z.number().describe('Lower end of the 95 % Wilson interval of accepted unedited, 0–1'),
      bar: z.number().describe('What the policy asks it to exceed, 0–1'),
      evidence: z
        .strictObject({
          decisions: z.int().describe('Decisions of people that counted'),
          acceptedUnedited: z.int().describe('Of those, accepted as proposed and not undone since'),
          approvers: z.int().describe('People who made them'),
          weeks: z.int().describe('Whole weeks from the first to the last'),
          knownBadCaught: z.int().describe('Proposals made wrong on purpose that were caught; none was missed'),
        })
        .describe('What it rested on, since it was last taken down'),
    }),
    { topic: 'gate.ladder', key: 'ladder/{action}/{tier}' },
  ),
  gate(
    'ShadowSet',
    'An action was put in shadow on a tier, where it prepares and nobody is asked, or taken out of it.',
    z.strictObject({
      action,
      tier,
      on: z.boolean().describe('True: from now on it only prepares'),
      by,
      reason: z.string().describe('In the person’s words'),
    }),
    { topic: 'gate.ladder', key: 'ladder/{action}/{tier}' },
  ),
  gate(
    'AutonomyDemoted',
    'An action was taken down on a tier: from now on people decide again, and its evidence is counted anew.',
    z.strictObject({
      action,
      tier,
      cause: z
        .enum(['wrong-person', 'unsubscribed', 'guardrail', 'undone', 'known-bad-approved', 'operations'])
        .meta({ description: 'Why, for programs', extensible: true }),
      reason: z.string().describe('Why, in words'),
      by: z.string().describe('Person or service that reported it; `policy` where a number of the policy did'),
      ranAlone: z.boolean().describe('False when it had not been promoted: then it only begins anew'),
      restsUntil: z.iso.datetime().describe('Real time before which nothing is promoted again'),
    }),
    { topic: 'gate.ladder', key: 'ladder/{action}/{tier}' },
  ),
] as const;
