import { SlackServer, signedBySlack, slackClick, slackCommand, slackDialogAnswer } from '@salesagent/channels/testing';
import { until } from '../harness';
import { askService } from '../harness';
import type { Scene, Waiting } from './scene';
import type { Tally } from './tally';

export const SLACK_TOKEN = 'xoxb-of-the-attacks';
export const SIGNING_SECRET = 'the signing secret of the attacks';

const MINUTE = 60_000;

/** Slack's part of the stack, and accounts that its people have linked. */
export class LinkedSlack {
  constructor(
    private readonly scene: Scene,
    readonly server: SlackServer,
  ) {}

  /** Posts a body to gateway as Slack does. */
  async send(body: string, signed = signedBySlack(body, SIGNING_SECRET, new Date()), path = 'interactions') {
    const url = `${this.scene.stack.record().services['gateway']?.url ?? ''}/slack/${path}`;
    const response = await fetch(url, { method: 'POST', headers: signed.headers, body: signed.body });
    return { status: response.status, body: await response.text() };
  }

  async link(personToken: string, account: { team: string; user: string }): Promise<void> {
    const { body } = await askService<{ code: string }>(this.scene.stack, 'orchestrator', '/channels/slack/code', {
      ...{ token: personToken, method: 'POST', body: {} },
    });
    const command = slackCommand({ ...account, channel: `D${account.user}` }, `link ${body.code}`);
    const answer = await this.send(command, undefined, 'commands');
    if (!answer.body.includes('Linked')) throw new Error(`not linked: ${answer.status} ${answer.body}`);
  }
}

interface Account {
  team: string;
  user: string;
  channel: string;
}

const approve = (p: Waiting, digest = p.digest) => ({
  action_id: 'salesagent.approve',
  value: JSON.stringify({ actionId: p.actionId, digest }),
});

/** Requests that Slack did not make, or not now, or not for this person. */
export function forgedSlack(slack: () => LinkedSlack) {
  return async (scene: Scene, tally: Tally): Promise<void> => {
    const p = await scene.standing();
    const stranger = await scene.strangerTo(p);
    tally.target(p.actionId);
    const owners = { team: 'T1', user: 'UOWNER', channel: 'DUOWNER' };
    const others = { team: 'T1', user: 'UOTHER', channel: 'DUOTHER' };
    await slack().link(p.token, owners);
    await slack().link(stranger, others);
    const body = slackClick(owners, approve(p));
    const now = Date.now();
    const at = (shift: number) => signedBySlack(body, SIGNING_SECRET, new Date(now + shift));
    const good = at(0);
    const without = (name: string) => ({ ...good, headers: { ...good.headers, [name]: '' } });
    const forged = [
      signedBySlack(body, 'another secret', new Date(now)),
      signedBySlack(body, '', new Date(now)),
      at(-6 * MINUTE),
      at(-24 * 60 * MINUTE),
      at(6 * MINUTE),
      without('x-slack-signature'),
      without('x-slack-request-timestamp'),
      {
        ...at(-6 * MINUTE),
        headers: { ...at(-6 * MINUTE).headers, 'x-slack-request-timestamp': String(Math.floor(now / 1000)) },
      },
      // Signed by Slack, but for another body: the click of somebody else, turned into the owner's.
      { ...signedBySlack(slackClick(others, approve(p)), SIGNING_SECRET, new Date(now)), body },
      {
        ...good,
        headers: { ...good.headers, 'x-slack-signature': good.headers['x-slack-signature']!.replace('v0=', 'v1=') },
      },
    ];
    for (let n = 0; n < 10; n++) {
      for (const request of forged) tally.note(String((await slack().send(body, request)).status));
    }
    await notTheirs(scene, slack(), tally, { p, owners, others });
  };
}

/** Truly Slack's, but from an account that is nobody's, somebody else's, or about something that was not shown. */
async function notTheirs(
  scene: Scene,
  slack: LinkedSlack,
  tally: Tally,
  { p, owners, others }: { p: Waiting; owners: Account; others: Account },
): Promise<void> {
  const nobody = { ...owners, user: 'UNOBODY' };
  const clicks = [
    slackClick(nobody, approve(p)),
    slackClick({ ...owners, team: 'T2' }, approve(p)),
    slackClick(others, approve(p)),
    slackClick(owners, approve(p, 'f'.repeat(64))),
    slackCommand(nobody, 'link 2345678923'),
  ];
  const { decisions } = await counts(scene, p.actionId);
  for (let n = 0; n < 4; n++) {
    for (const body of clicks) {
      const { status } = await slack.send(body);
      const after = await counts(scene, p.actionId);
      tally.note(after.decisions > decisions ? 'taken' : status === 200 ? 'told why not' : String(status));
    }
  }
}

async function counts(scene: Scene, actionId: string): Promise<{ decisions: number }> {
  const rows = await scene.database.query<{ decisions: number }>(
    'select count(*)::int as decisions from orchestrator.decision where action_id = $1',
    [actionId],
  );
  return { decisions: rows[0]?.decisions ?? 0 };
}

/** One real click, sent again and again: once. And a rejection, so that the way is known to work. */
export function replayedSlack(slack: () => LinkedSlack) {
  return async (scene: Scene, tally: Tally): Promise<void> => {
    const p = await scene.fresh();
    tally.target(p.actionId, 1);
    const account = { team: 'T1', user: `UREPLAY${p.owner.id}`, channel: 'DUREPLAY' };
    await slack().link(p.token, account);
    const body = slackClick(account, approve(p));
    const signed = signedBySlack(body, SIGNING_SECRET, new Date());
    await slack().send(body, signed);
    await until('what was approved in Slack has ended', () => scene.hasEnded(p.actionId), Boolean);
    // An agent takes back what its facts no longer bear: then with another one.
    if ((await scene.begun(p.actionId)) === 0) return replayedSlack(slack)(scene, tally);
    for (let n = 0; n < 20; n++) {
      const { status } = await slack().send(body, signed);
      tally.note((await counts(scene, p.actionId)).decisions > 1 ? 'taken' : `the same decision (${status})`);
    }
    const about = JSON.stringify({ actionId: p.actionId, digest: p.digest, channel: account.channel });
    const view = { callback_id: 'salesagent.why', private_metadata: about };
    for (let n = 0; n < 5; n++) {
      const rejection = slackDialogAnswer(account, view, { block: 'why', action: 'reason', value: 'not-now' });
      const { body: answer } = await slack().send(rejection);
      tally.note(answer.includes('errors') ? 'told why not' : 'taken');
    }
  };
}
