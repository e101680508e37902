import { signedBySlack, slackClick, slackCommand, type SlackServer } from '@salesagent/channels/testing';
import { askService, signIn, until, type CrmRecord, type RunningStack } from '../harness';
import { ending, proposals, type Proposal } from './proposals';

export const SLACK_TOKEN = 'xoxb-of-the-story';
export const SLACK_USER = 'UREP';
const SIGNING_SECRET = 'the signing secret of the story';
const ACCOUNT = { team: 'T1', user: SLACK_USER, channel: `D${SLACK_USER}` };

/** What start is given so that the stack's Slack is this server. */
export const slackEnvironment = (slack: SlackServer): Record<string, string> => ({
  SLACK_BOT_TOKEN: SLACK_TOKEN,
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  SLACK_API_URL: slack.apiUrl,
});

interface Button {
  action_id?: string;
  value?: string;
}

/** A question goes out to Slack, is answered there, and what it was about is in the CRM. */
export function slackStory(product: () => RunningStack, slack: () => SlackServer): void {
  describe('deciding in Slack', () => {
    let token: string;
    let actionId: string;

    const toGateway = async (path: string, body: string, secret = SIGNING_SECRET) => {
      const signed = signedBySlack(body, secret, new Date());
      const url = `${product().record().services['gateway']?.url ?? ''}/slack/${path}`;
      const response = await fetch(url, { method: 'POST', headers: signed.headers, body: signed.body });
      return { status: response.status, text: await response.text() };
    };
    const message = () => slack().messages.find(({ channel }) => channel === ACCOUNT.channel);
    const approvals = (): Button[] =>
      (message()?.blocks ?? [])
        .flatMap(({ elements = [] }): Button[] => elements)
        .filter(({ action_id }) => action_id === 'salesagent.approve');

    it('begins with the person’s own word whose account it is', async () => {
      // A task is its owner's to accept.
      const isWaiting = ({ state, owner }: Proposal) => state === 'awaiting' && owner !== null;
      const { approvals: waiting } = await until(
        'a stalled deal waits for its owner',
        () => proposals(product(), 'state=open&action=stalled-deal-alert&limit=500'),
        (found) => found.approvals.some(isWaiting),
      );
      token = await signIn(product(), `person:${waiting.find(isWaiting)?.owner?.id ?? ''}`);
      const { code } = await product().api<{ code: string }>('/api/channels/slack/code', {
        ...{ method: 'POST', token, body: {} },
      });
      const linked = await toGateway('commands', slackCommand(ACCOUNT, `link ${code}`));
      expect([linked.status, linked.text]).toEqual([200, expect.stringContaining('Linked')]);
    });

    it('asks there what waits for them, in one message', async () => {
      await until(
        'the message is there',
        async () => approvals().length,
        (n) => n > 0,
      );
      expect(message()?.text).toMatch(/^\d+ decisions? waits? for you$/);
      expect(slack().messages.filter(({ channel }) => channel === ACCOUNT.channel)).toHaveLength(1);
      actionId = (JSON.parse(approvals()[0]?.value ?? '{}') as { actionId: string }).actionId;
    });

    it('carries out what was approved there, and what nobody signed not at all', async () => {
      const click = slackClick(ACCOUNT, { action_id: 'salesagent.approve', value: approvals()[0]?.value ?? '' });
      expect((await toGateway('interactions', click, 'another secret')).status).toBe(401);
      expect((await toGateway('interactions', click)).status).toBe(200);
      const ended = await ending(product(), actionId);
      expect(ended.state).toBe('executed');
      const { writes } = ended.execution as { writes: { record: string; after: CrmRecord['fields'] }[] };
      expect(writes).not.toEqual([]);
      // Other actions write to the same deal meanwhile, so it is its values that tell, not who wrote last.
      for (const { record, after } of writes) {
        const { status, body } = await askService<CrmRecord>(product(), 'gateway', `/crm/${record}`, { token });
        expect({ status, fields: body.fields }).toMatchObject({ status: 200, fields: after });
      }
    });

    it('shows in the same message that it was done', async () => {
      const words = () => JSON.stringify(message()?.blocks);
      await until(
        'the message says so',
        async () => words(),
        (said) => said.includes('Approved by you. Done'),
      );
      expect(approvals().map(({ value }) => value)).not.toContainEqual(expect.stringContaining(`"${actionId}"`));
      expect(slack().messages.filter(({ channel }) => channel === ACCOUNT.channel)).toHaveLength(1);
    });
  });
}
