import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Assistant } from '@salesagent/mcp/testing';
import { CHECKOUT, until, type RunningStack } from '../harness';
import { wasCarriedOut } from './proposals';

interface Waiting {
  actionId: string;
  action: string;
  state: string;
  subject: { ref: string };
}

/** The operator's assistant reads, has an agent look, and finds what came of it waiting for a person. */
export function assistantStory(product: () => RunningStack): void {
  describe('an assistant', () => {
    let assistant: Assistant;
    beforeAll(async () => {
      const { home } = product();
      const env = { PATH: process.env['PATH'] ?? '', SALESAGENT_HOME: home };
      const args = ['infra/local/salesagent.mjs', 'mcp'];
      assistant = await Assistant.overStdio({ command: process.execPath, args, env, cwd: CHECKOUT });
    });
    afterAll(() => assistant?.close());

    const proposals = async (given: Record<string, unknown>) =>
      (await assistant.call('list_approvals', given)).data['approvals'] as Waiting[];

    it('asks an agent for what waits in the docket, and cannot decide what then waits for a person', async () => {
      const queued = await until(
        'a proposal about a deal waits in the docket, for more than its owner decides in a day',
        () => proposals({ state: 'queued', action: 'proposal-draft', limit: 50 }),
        (found) => found.length > 0,
      );
      const { action, subject } = queued[0]!;
      const id = subject.ref.replace('opportunity/', '');
      expect((await assistant.call('get_deal', { id })).data).toMatchObject({ deal: { id } });
      const asked = await assistant.call('propose_action', { action, record: subject.ref });
      expect(asked.data).toMatchObject({ repeated: false });
      expect((await assistant.call('propose_action', { action, record: subject.ref })).data).toMatchObject({
        ...{ repeated: true, requestId: asked.data['requestId'] },
      });

      const open = await until(
        'what was asked for waits for a person',
        () => proposals({ state: 'open', action, record: subject.ref }),
        (found) => found.length > 0,
      );
      const { actionId } = open[0]!;
      expect((await assistant.call('explain', { id: actionId })).data).toMatchObject({ kind: 'action', actionId });
      const refused = await assistant.call('approve', { actionId }).catch((error: Error) => ({ text: error.message }));
      expect(refused.text).toMatch(/approve.*not found/i);
      const token = readFileSync(join(product().home, 'operator-token'), 'utf8').trim();
      expect(await wasCarriedOut(product(), actionId, token)).toBe(false);
    });
  });
}
