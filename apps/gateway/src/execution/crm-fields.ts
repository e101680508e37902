import { eventId } from '@salesagent/canon/events';
import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import {
  CrmForbidden,
  CrmUnavailable,
  QuotaExhausted,
  type FieldOutcome,
  type HostedKind,
  type NewField,
} from '@salesagent/crm';
import { dealObject, letterStates, mappingLines, meddiccField, type LetterState } from '@salesagent/crm/mapping';
import type { EventStore, EventToAppend, StoreTransaction } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { FieldsInCrm } from '../hosted-crm.module';
import { sha256Canonical } from '@salesagent/governance';
import { mustNotBeStopped } from './kill-switch';
import { PermitRefused, usePermit, type PermitVerifier } from './permit';

/** Fields as two people approved them. */
export interface FieldsPlan {
  crm: HostedKind;
  object: string;
  fields: { name: string; label: string; description: string; options: readonly string[] }[];
}

export interface LettersInCrm {
  crm: HostedKind;
  /** The object whose records are deals. */
  object: string;
  letters: (LetterState & { wanted: NewField; line: string })[];
}

export interface FieldsMade {
  requestId: string;
  fields: FieldOutcome[];
  /** Lines for the mapping file, of the fields that are there. */
  lines: string[];
}

/** The CRM does not answer for now: what was made stays made, and the same approval can be tried again. */
export class FieldsNotMade extends Error {
  override readonly name = 'FieldsNotMade';
  constructor(
    message: string,
    readonly remedy: string,
    /** Only a person can mend it. */
    readonly forbidden: boolean,
  ) {
    super(message);
  }
}

interface Parts extends FieldsInCrm {
  store: EventStore;
  permits: PermitVerifier;
  clock: Clock;
}

/**
 * The fields of MEDDICC in the company's CRM: how they stand, and making those that two people approved. Nothing else
 * is ever made, whatever is signed. The mapping file is not touched: which field is read is a person's decision.
 */
export class CrmFieldMaker {
  constructor(private readonly parts: Parts) {}

  /** @throws FieldsNotMade where the CRM cannot be asked */
  async letters(): Promise<LettersInCrm> {
    const { crm, mapping } = this.parts;
    const object = dealObject(mapping);
    const [described] = await told(() => crm.describe([object]), 'Ask again in a while.');
    if (!described) {
      const remedy = `give the sign-in access to ${object}, or correct its name in the mapping file`;
      throw new FieldsNotMade(`The CRM shows no object ${object} to this sign-in`, remedy, true);
    }
    const letters = letterStates(mapping, described).map((state) => ({
      ...{ ...state, wanted: meddiccField(mapping.crm, state.letter) },
      line: mappingLines(mapping.crm, [state.letter])[0]!,
    }));
    return { crm: mapping.crm, object, letters };
  }

  /**
   * Makes what the permit is for. Begun, then asked of the CRM, then what became of it: three steps, since the CRM is
   * not in our transaction. @throws PermitRefused, FieldsNotMade
   */
  async make(requestId: string, plan: FieldsPlan, token: string): Promise<FieldsMade> {
    const { store, permits, crm } = this.parts;
    const letters = this.lettersOf(plan);
    const digest = sha256Canonical(plan);
    const permit = await permits.read(token, `crm-fields:${requestId}`, digest);
    const stream = `crm-fields-${requestId}`;
    await store.transact([stream], async (tx) => {
      await usePermit(tx.client, permit);
      await this.note(tx, requestId, 'CrmFieldsStarted', permit, { digest });
      await mustNotBeStopped(tx.client, ACT, permit);
      permits.mustBeFresh(permit);
    });
    let fields: FieldOutcome[];
    try {
      fields = await told(() => crm.createFields(plan.object, plan.fields), AGAIN);
    } catch (error) {
      const end = refusalOf(error);
      await store.transact([stream], (tx) => this.note(tx, requestId, 'CrmFieldsRefused', permit, end));
      throw error;
    }
    await store.transact([stream], (tx) => this.note(tx, requestId, 'CrmFieldsMade', permit, { digest, fields }));
    const there = new Set(fields.filter(({ outcome }) => outcome !== 'refused').map(({ name }) => name));
    const lines = mappingLines(
      plan.crm,
      letters.filter((letter) => there.has(meddiccField(plan.crm, letter).name)),
    );
    return { requestId, fields, lines };
  }

  /** @throws PermitRefused for a plan that gateway itself would not have made */
  private lettersOf(plan: FieldsPlan): MeddiccLetter[] {
    const { mapping } = this.parts;
    const own = new Map(MEDDICC_LETTERS.map((letter) => [sha256Canonical(meddiccField(mapping.crm, letter)), letter]));
    const letters = plan.fields.map((field) => own.get(sha256Canonical(field)));
    if (plan.crm !== mapping.crm || plan.object !== dealObject(mapping) || letters.includes(undefined))
      throw new PermitRefused('only the fields of MEDDICC are made, on deals, as `crm fields` lists them');
    return letters as MeddiccLetter[];
  }

  private async note(
    tx: StoreTransaction,
    requestId: string,
    type: 'CrmFieldsStarted' | 'CrmFieldsMade' | 'CrmFieldsRefused',
    { permitId, by }: { permitId: string; by: string },
    data: object,
  ): Promise<void> {
    const event: EventToAppend = {
      ...{ id: eventId(permitId, requestId, type), type, data: { requestId, permitId, ...data } },
      ...{ occurredAt: this.parts.clock.now(), correlationId: requestId, causationId: permitId, actor: by },
    };
    await tx.append(`crm-fields-${requestId}`, 'any', [event]);
  }
}

const ACT = { agent: 'gateway', action: 'crm-fields', subject: 'company', accountId: null };

const AGAIN = 'Approve it again in a while: what is made already is found.';

/** What is kept of it for good. Words of an error that nobody foresaw may be anybody's: they stand in the log alone. */
function refusalOf(error: unknown): { why: string; remedy: string } {
  if (error instanceof FieldsNotMade) return { why: error.message, remedy: error.remedy };
  const kind = error instanceof Error ? error.name : typeof error;
  return { why: `it failed (${kind}); some may be made`, remedy: `Look at gateway’s log. ${AGAIN}` };
}

/** @param again What to do where the CRM is away for now. */
async function told<T>(work: () => Promise<T>, again: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CrmForbidden) throw new FieldsNotMade(error.why, error.remedy, true);
    if (error instanceof CrmUnavailable || error instanceof QuotaExhausted)
      throw new FieldsNotMade(error.message, again, false);
    throw error;
  }
}
