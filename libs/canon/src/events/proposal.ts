import { z } from 'zod';
import { ACTION_NAMES, AGENTS } from '../sales/actions';
import { changeSchema } from '../sales/change';
import { EFFECT_CLASSES, TIERS } from '../sales/tiers';
import { sealedSchema } from './envelope';

/** What the events of a proposal's life share: the names that join them, and the proposal itself. */
export const action = z.enum(ACTION_NAMES).meta({ description: 'Action of the catalogue', extensible: true });
export const actionId = z.string().describe('`{action}:{subject}:{episode}`; joins a proposal’s life across services');
export const subject = z.string().describe('Record it is about, as `{type}/{id}`, or `company`');
export const digest = z.string().describe('sha256 of the canonical JSON of action, subject and change, hexadecimal');
export const policyVersion = z.string().describe('Version of the policy that was applied');
export const playbookVersion = z.string().describe('Version of the playbook that was applied');
export const businessDate = z.iso.date().describe('Day of the company’s business clock');
export const change = changeSchema.meta({ id: 'Change', description: 'The exact change; `kind` says which' });
export const values = z.record(z.string(), z.unknown());
export const role = z
  .strictObject({
    role: z.string().describe('Role in the policy, `owner` for instance'),
    personId: z.string().nullable().describe('The person; null where everybody of the role may'),
  })
  .describe('Whose turn it is');

/** Where a statement comes from: a field of a record, or a passage of the playbook. */
export const evidenceSchema = z.strictObject({
  label: z.string().describe('What is stated'),
  value: z.union([z.string(), z.number(), z.boolean(), z.null(), sealedSchema]).meta({ 'x-sealed': true }),
  source: z.string().describe('`opportunity/ID#field`, `playbook:4-progression/stalled-deal-alert#anchor`, `kpi:…`'),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Expected value of a person's attention, with what is only assumed named in `priors`. */
export const attentionSchema = z
  .strictObject({
    pWin: z.number().describe('Probability of winning, 0–1'),
    amount: z.number().describe('Value of the deal, in its currency'),
    uplift: z.number().describe('By how much the action raises the probability of winning, as a share'),
    minutes: z.number().describe('Minutes a person needs to decide and do it'),
    hourlyCost: z.number().describe('Cost of an hour of that person, in the company’s currency'),
    expectedValue: z
      .number()
      .describe('pWin × amount × uplift − minutes / 60 × hourlyCost, in the company’s currency, two decimals'),
    priors: z.array(z.string()).describe('Which of these are assumptions and not measured'),
  })
  .describe('What a person’s attention is worth here');
export type Attention = z.infer<typeof attentionSchema>;

export const proposalSchema = z.strictObject({
  actionId,
  action,
  agent: z.enum(AGENTS).meta({ description: 'Agent that proposes', extensible: true }),
  effect: z.enum(EFFECT_CLASSES).describe('What it does in the world; its ceiling follows from this and the tier'),
  subject,
  accountId: z.string().nullable().describe('Account it belongs to'),
  ownerId: z.string().nullable().describe('Whose day or decision it concerns: person id'),
  tier: z.enum(TIERS).describe('Tier of the account when proposed; unknown counts as T1'),
  title: z.string().describe('One line'),
  why: z.string().describe('Reason, in a sentence'),
  facts: values.describe('What the decision was made from, as gathered, passages of documents with their words'),
  evidence: z.array(evidenceSchema).describe('Statements and where each comes from'),
  citations: z.array(z.string()).describe('Passages of the playbook and of documents'),
  draft: z
    .union([z.string(), sealedSchema])
    .nullable()
    .meta({ description: 'Words drafted for a person, where there are any', 'x-sealed': true }),
  change,
  digest,
  recordVersion: z.int().nullable().describe('Version of the subject record the proposal saw'),
  attention: attentionSchema,
  playbookVersion,
  businessDate,
});
export type Proposal = z.infer<typeof proposalSchema>;
