import { z } from 'zod';

/** Somebody in Slack; who that is here only a link says that the person made themselves. */
export interface SlackUser {
  team: string;
  user: string;
}

/** What a button or a dialog of an approval is about. */
export interface AskedThing {
  actionId: string;
  /** Digest of what the message showed. */
  digest: string;
  /** Conversation of the message. */
  channel: string;
}

/** A request of Slack as far as it means something here; everything else is `other`, and is only acknowledged. */
export type SlackRequest =
  | ({ kind: 'approve'; by: SlackUser } & AskedThing)
  | ({ kind: 'ask-why'; by: SlackUser; triggerId: string } & AskedThing)
  | ({ kind: 'reject'; by: SlackUser; reason: string | null } & AskedThing)
  | { kind: 'command'; by: SlackUser; channel: string; words: string[] }
  | { kind: 'other' };

export const APPROVE = 'salesagent.approve';
export const REJECT = 'salesagent.reject';
export const OPEN = 'salesagent.open';
export const WHY_DIALOG = 'salesagent.why';
export const WHY_BLOCK = 'why';
export const WHY_CHOICE = 'reason';
export const COMMAND = '/salesagent';

const who = z.object({ id: z.string().min(1), team_id: z.string().min(1).optional() });
const team = z.object({ id: z.string().min(1) }).nullish();
const clicked = z.object({
  type: z.literal('block_actions'),
  user: who,
  team,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});
const submitted = z.object({
  type: z.literal('view_submission'),
  user: who,
  team,
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(z.string(), z.object({ selected_option: z.object({ value: z.string() }).nullish() })),
      ),
    }),
  }),
});
const command = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: z.string().min(1),
  user_id: z.string().min(1),
  channel_id: z.string(),
});
const about = z.object({ actionId: z.string().min(1), digest: z.string().min(1), channel: z.string().optional() });

/** Reads a form body that is known to come from Slack: an interaction, or a command. */
export function readSlackRequest(body: Buffer): SlackRequest {
  const form = new URLSearchParams(body.toString('utf8'));
  const payload = form.get('payload');
  return payload === null ? readCommand(Object.fromEntries(form)) : readInteraction(parsed(payload));
}

function readCommand(form: object): SlackRequest {
  const { success, data } = command.safeParse(form);
  if (!success || data.command !== COMMAND) return { kind: 'other' };
  const words = data.text.trim().split(/\s+/).filter(Boolean);
  return { kind: 'command', by: { team: data.team_id, user: data.user_id }, channel: data.channel_id, words };
}

function readInteraction(payload: unknown): SlackRequest {
  const click = clicked.safeParse(payload);
  if (click.success) {
    const { user, team: from, trigger_id: triggerId, channel, actions } = click.data;
    const by = slackUser(user, from);
    const { action_id: button, value } = actions[0]!;
    const thing = about.safeParse(parsed(value ?? ''));
    if (!by || !thing.success || !channel) return { kind: 'other' };
    const { actionId, digest } = thing.data;
    if (button === APPROVE) return { kind: 'approve', by, actionId, digest, channel: channel.id };
    if (button === REJECT) return { kind: 'ask-why', by, actionId, digest, channel: channel.id, triggerId };
    return { kind: 'other' };
  }
  const submission = submitted.safeParse(payload);
  if (!submission.success || submission.data.view.callback_id !== WHY_DIALOG) return { kind: 'other' };
  const { user, team: from, view } = submission.data;
  const by = slackUser(user, from);
  const thing = about.safeParse(parsed(view.private_metadata));
  if (!by || !thing.success) return { kind: 'other' };
  const reason = view.state.values[WHY_BLOCK]?.[WHY_CHOICE]?.selected_option?.value ?? null;
  return { kind: 'reject', by, reason, ...thing.data, channel: thing.data.channel ?? '' };
}

function slackUser(user: z.infer<typeof who>, from: z.infer<typeof team>): SlackUser | null {
  const workspace = user.team_id ?? from?.id;
  return workspace === undefined ? null : { team: workspace, user: user.id };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
