import { createHmac } from 'node:crypto';

/** Requests as Slack sends them; each shape names its page of docs.slack.dev/reference. */

export interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/** Signs a body as "Verifying requests from Slack" says: HMAC-SHA256 of `v0:{stamp}:{body}`. */
export function signedBySlack(body: string, secret: string, at: Date): SignedRequest {
  const stamp = String(Math.floor(at.getTime() / 1000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')}`;
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': signature,
    },
  };
}

interface From {
  team: string;
  user: string;
  channel?: string;
}

const interaction = (payload: object): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

const place = ({ team, user, channel = 'D1' }: From) => ({
  user: { id: user, username: user.toLowerCase(), team_id: team },
  team: { id: team, domain: 'example' },
  channel: { id: channel, name: 'directmessage' },
  api_app_id: 'A1',
  token: 'deprecated',
});

/** reference/interaction-payloads/block_actions-payload */
export function slackClick(from: From, button: { action_id: string; value?: string }, triggerId = '1.2.abc'): string {
  return interaction({
    type: 'block_actions',
    ...place(from),
    container: { type: 'message', message_ts: '1.2', channel_id: from.channel ?? 'D1', is_ephemeral: false },
    trigger_id: triggerId,
    response_url: 'https://hooks.slack.com/actions/T1/1/x',
    actions: [{ type: 'button', block_id: 'b', action_ts: '1.3', ...button }],
  });
}

/** reference/interaction-payloads/view-interactions-payload, `view_submission` */
export function slackDialogAnswer(
  from: From,
  view: { callback_id: string; private_metadata: string },
  chosen: { block: string; action: string; value: string | null },
): string {
  const { user, team } = place(from);
  const selected_option = chosen.value === null ? null : { value: chosen.value };
  const values = { [chosen.block]: { [chosen.action]: { type: 'radio_buttons', selected_option } } };
  return interaction({
    type: 'view_submission',
    user,
    team,
    view: { id: 'V1', type: 'modal', ...view, state: { values } },
  });
}

/** interactivity/implementing-slash-commands: the body of a command. */
export function slackCommand({ team, user, channel = 'D1' }: From, text: string, command = '/salesagent'): string {
  return new URLSearchParams({
    ...{
      token: 'deprecated',
      team_id: team,
      team_domain: 'example',
      channel_id: channel,
      channel_name: 'directmessage',
    },
    ...{
      user_id: user,
      user_name: user.toLowerCase(),
      command,
      text,
      api_app_id: 'A1',
      is_enterprise_install: 'false',
    },
    ...{ response_url: 'https://hooks.slack.com/commands/1/2', trigger_id: '1.2.abc' },
  }).toString();
}
