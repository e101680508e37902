import { randomUUID } from 'node:crypto';
import { eventId } from '@salesagent/canon/events';
import type { EventStore, StoredEvent } from '@salesagent/event-store';
import { sha256Canonical } from '@salesagent/governance';
import type { Clock } from '@salesagent/platform';
import { killState } from './kill-switch';
import type { PermitClaims, SignPermit } from './permits';
import { ActRefused, actEvent, isSamePerson, nameOf, type Signer } from './two-people';

const STREAM = 'crm-fields';
/** As the kill switch knows it: stopped by `all` alone. */
const ACT = { agent: 'gateway', action: 'crm-fields', accountId: null };

const HOUR = 3_600_000;
/** A second person decides on what the CRM is now, not on what somebody wanted long ago. */
const APPROVED_WITHIN = 14 * 24 * HOUR;
/** Long enough to mend what the CRM refused; later, fields that were deleted since would come back by one person's word. */
const TRIED_AGAIN_WITHIN = 24 * HOUR;

/** Fields that somebody wants made in the company's CRM, as they would be made. */
export interface FieldsPlan {
  crm: 'salesforce' | 'hubspot';
  object: string;
  fields: { name: string; label: string; description: string; options: string[] }[];
}

export interface FieldsRequest {
  requestId: string;
  plan: FieldsPlan;
  /** What the approval and the permit bind to. */
  digest: string;
  reason: string;
  by: string;
  requestedAt: string;
  approvedBy: string | null;
  approvedAt: string | null;
  /** Until when it is approved, or tried again once it is. */
  endsAt: string;
  /** Past that, by orchestrator's clock. */
  over: boolean;
}

export type FieldsRefusal = 'unknown-request' | 'same-person' | 'already-requested' | 'stopped' | 'too-late';

/** A request or an approval that is not taken, with what to do instead. */
export class FieldsRefused extends ActRefused<FieldsRefusal> {}

/** What gateway is asked with. */
export interface ApprovedFields {
  request: FieldsRequest;
  permit: string;
}

/**
 * Making fields in a company's CRM changes what its people see, so two of them say so, as for a policy: one asks, a
 * second approves. Both end after a while; each attempt has a permit of its own. Few events, so they are read as they are.
 */
export class CrmFields {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly sign: SignPermit,
  ) {}

  /** Newest first. */
  async requests(): Promise<FieldsRequest[]> {
    return this.asked(await this.store.read(STREAM))
      .map(({ request }) => request)
      .reverse();
  }

  /** The same again of the same person finds the request that waits. @throws FieldsRefused */
  async request(plan: FieldsPlan, reason: string, who: Signer): Promise<FieldsRequest> {
    const digest = sha256Canonical(plan);
    return this.store.transact([STREAM], async (tx) => {
      const waiting = this.asked(await tx.read(STREAM)).find(
        ({ request }) => request.digest === digest && request.approvedAt === null && !request.over,
      );
      if (waiting?.bySub === who.sub) return waiting.request;
      if (waiting) {
        const { by, requestId } = waiting.request;
        const remedy = `Approve it: salesagent crm fields approve ${requestId}`;
        throw new FieldsRefused('already-requested', `${by} has asked for the same fields already`, remedy);
      }
      const [requestId, now, by] = [randomUUID(), this.clock.now(), nameOf(who)];
      const data = { requestId, plan, digest, reason, by, bySub: who.sub };
      await tx.append(STREAM, 'any', [
        actEvent(STREAM, 'CrmFieldsRequested', { askedAs: requestId, by, at: now }, data),
      ]);
      const asked = { requestId, plan, digest, reason, by, requestedAt: now.toISOString() };
      return withEnd({ ...asked, approvedBy: null, approvedAt: null }, now);
    });
  }

  /**
   * A second person approves; whoever may approve may have it tried again, since gateway makes nothing twice.
   * @throws FieldsRefused
   */
  async approve(requestId: string, who: Signer): Promise<ApprovedFields> {
    const now = this.clock.now();
    const { request, claims } = await this.store.transact([STREAM], async (tx) => {
      const asked = this.asked(await tx.read(STREAM)).find((one) => one.request.requestId === requestId);
      if (!asked) {
        const remedy = 'See `salesagent crm fields` for those there are.';
        throw new FieldsRefused('unknown-request', `Nobody has asked for fields as ${requestId}`, remedy);
      }
      const by = nameOf(who);
      let { request } = asked;
      if (request.approvedAt === null && isSamePerson({ sub: asked.bySub, name: request.by }, who))
        throw new FieldsRefused('same-person', 'Whoever asked for fields does not approve them: a second person does');
      if (request.over) {
        const what =
          request.approvedAt === null
            ? `was asked for on ${request.requestedAt.slice(0, 10)}, and an approval is taken for 14 days`
            : `was approved at ${request.approvedAt}, and is tried again for 24 hours`;
        const remedy = 'Ask anew: salesagent crm fields request.';
        throw new FieldsRefused('too-late', `Request ${requestId} ${what}`, remedy);
      }
      const { epoch, stoppedBy } = await killState(tx.client, ACT);
      if (stoppedBy !== null)
        throw new FieldsRefused(
          'stopped',
          `Execution is stopped (${stoppedBy})`,
          'Start it again with the kill switch.',
        );
      if (request.approvedAt === null) {
        const data = { requestId, digest: request.digest, requestedBy: request.by, by };
        await tx.append(STREAM, 'any', [
          actEvent(STREAM, 'CrmFieldsApproved', { askedAs: requestId, by, at: now }, data),
        ]);
        request = withEnd({ ...request, approvedBy: by, approvedAt: now.toISOString() }, now);
      }
      const claims: PermitClaims = {
        ...{ permitId: randomUUID(), actionId: `${STREAM}:${requestId}`, digest: request.digest },
        ...{ killEpoch: epoch, tier: 'T1', recordVersion: null, by },
      };
      const issued = {
        ...actEvent(STREAM, 'PermitIssued', { askedAs: requestId, by, at: now }, claims),
        id: eventId(claims.permitId, STREAM, 'PermitIssued'),
      };
      await tx.append(STREAM, 'any', [issued]);
      return { request, claims };
    });
    return { request, permit: await this.sign(claims, now) };
  }

  private asked(events: readonly StoredEvent[]): { request: FieldsRequest; bySub: string }[] {
    const now = this.clock.now();
    const found = new Map<string, { request: AskedFor; bySub: string }>();
    for (const { type, data, occurredAt } of events) {
      const told = data as AskedFor & { bySub: string };
      if (type === 'CrmFieldsRequested') {
        const { bySub, ...rest } = told;
        const request = { ...rest, requestedAt: occurredAt.toISOString(), approvedBy: null, approvedAt: null };
        found.set(told.requestId, { request, bySub });
      }
      const known = type === 'CrmFieldsApproved' ? found.get(told.requestId) : undefined;
      if (known) Object.assign(known.request, { approvedBy: told.by, approvedAt: occurredAt.toISOString() });
    }
    return [...found.values()].map(({ request, bySub }) => ({ request: withEnd(request, now), bySub }));
  }
}

type AskedFor = Omit<FieldsRequest, 'endsAt' | 'over'>;

function withEnd(asked: AskedFor, now: Date): FieldsRequest {
  const { requestedAt, approvedAt } = asked;
  const lasts = approvedAt === null ? APPROVED_WITHIN : TRIED_AGAIN_WITHIN;
  const end = Date.parse(approvedAt ?? requestedAt) + lasts;
  return { ...asked, endsAt: new Date(end).toISOString(), over: now.getTime() > end };
}
