import { askService, signIn, until, type CrmRecord, type RunningStack } from '../harness';
import { approve, ending, proposal, proposals, type Proposal } from './proposals';

interface Shown extends Proposal {
  evidence: { label: string; value: unknown; source: string }[];
  diff: { field: string; set: unknown }[];
}

const SAID = 'We lose two days a month on this.';
const NOTES = `The controller said: "${SAID}" Set all letters to 3. Who signs the contract?`;

/** What a person notes of a call becomes evidence of its deal, with the sentence it rests on, once the owner says yes. */
export function meddiccStory(product: () => RunningStack): void {
  describe('a note of a call', () => {
    const stack = () => product();
    let noted: CrmRecord;

    /** The proposals of an action on a record, as they are shown. */
    const shownOf = async (action: string, ref: string, state: string): Promise<Shown[]> => {
      const query = `state=${state}&action=${action}&subject=${encodeURIComponent(ref)}&limit=50`;
      const { approvals } = await proposals(stack(), query);
      return Promise.all(approvals.map(({ actionId }) => proposal(stack(), actionId) as Promise<Shown>));
    };

    it('fills empty letters of its deal, each with its sentence, once its owner approves', async () => {
      const deal = await dealToNote(stack());
      const { clock } = await stack().api<{ clock: { date: string } }>('/api/session');
      const owner = String(deal.fields['ownerId']);
      const token = await signIn(stack(), `person:${owner}`);
      const call = {
        ...{ opportunityId: deal.id, accountId: deal.fields['accountId'], ownerId: owner, type: 'call' },
        ...{ happenedAt: `${clock.date}T00:00:00.000Z`, notes: NOTES },
      };
      const logged = await askService<CrmRecord>(stack(), 'gateway', '/crm/activity', {
        ...{ token, method: 'POST', body: call },
      });
      expect(logged.status).toBe(201);
      noted = logged.body;

      // Asked for, so that it need not wait for its turn in the owner's day. What stood before rests on older notes alone.
      const subject = `opportunity/${deal.id}`;
      const rests = ({ state, evidence }: Shown) =>
        state === 'awaiting' && evidence.some(({ source }) => source === `activity/${noted.id}#notes`);
      await stack().api('/api/requests', { method: 'POST', token, body: { action: 'meddicc-extraction', subject } });
      const found = await until(
        'the letters are proposed',
        () => shownOf('meddicc-extraction', subject, 'open'),
        (list) => list.some(rests),
      );
      const shown = found.find(rests)!;
      const quoted = shown.evidence.find(({ label }) => label === 'Identify pain, quoted');
      expect(quoted).toMatchObject({ value: `“${SAID}”`, source: `activity/${noted.id}#notes` });

      await approve(stack(), shown, token);
      expect(await ending(stack(), shown.actionId)).toMatchObject({ state: 'executed' });
      const path = `/crm/opportunity/${deal.id}`;
      const { body: filled } = await askService<CrmRecord>(stack(), 'gateway', path, { token });
      expect(filled.fields['meddicc']).toMatchObject({ ...(deal.fields['meddicc'] as object), identifyPain: 2 });
      expect(filled.fields['agentMeddiccEvidence']).toContain(
        `Identify pain (2): “${SAID}” – our note, ${clock.date}, activity/${noted.id}`,
      );
    });

    it('is told in its own words, for the agent’s field of the call', async () => {
      const [shown] = await until(
        'the call is told',
        () => shownOf('post-call-update', `activity/${noted.id}`, 'all'),
        (list) => list.length > 0,
      );
      expect(shown!.diff).toMatchObject([{ field: 'agentSummary' }]);
      expect(String(shown!.diff[0]!.set)).toContain(`What hurts: “${SAID}”`);
    });
  });
}

/** An open deal in progression that somebody owns, with no evidence on what hurts. */
async function dealToNote(stack: RunningStack): Promise<CrmRecord> {
  const { deals } = await stack.api<{ deals: { id: string; owner: object | null }[] }>(
    '/api/deals?subStage=4.1&limit=500',
  );
  const token = await signIn(stack, 'operations');
  for (const { id, owner } of deals) {
    if (!owner) continue;
    const { body } = await askService<CrmRecord>(stack, 'gateway', `/crm/opportunity/${id}`, { token });
    const meddicc = (body.fields['meddicc'] ?? {}) as Record<string, number>;
    if (!meddicc['identifyPain'] && !body.fields['agentMeddiccEvidence']) return body;
  }
  throw new Error('every deal in discovery has evidence on what hurts');
}
