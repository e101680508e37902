import { eventId } from '@salesagent/canon/events';
import type { EventToAppend } from '@salesagent/event-store';

/** Who asks for an act that two people give their word for, or signs it: verified by the API before it comes here. */
export interface Signer {
  sub: string;
  personId: string | null;
}

/** As the log and other people know them. */
export const nameOf = ({ personId, sub }: Signer): string => personId ?? sub;

/** Whether who asked and who would sign is one person, also under two sign-ins. */
export const isSamePerson = (asked: { sub: string; name: string }, who: Signer): boolean =>
  asked.sub === who.sub || asked.name === nameOf(who);

/** An act that is not taken, with what to do instead. */
export class ActRefused<Code extends string> extends Error {
  constructor(
    readonly code: Code,
    message: string,
    readonly remedy: string | null = null,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** Of what was asked for as `askedAs`, once a type. */
export function actEvent(
  stream: string,
  type: string,
  { askedAs, by, at }: { askedAs: string; by: string; at: Date },
  data: object,
): EventToAppend {
  return {
    ...{ id: eventId(askedAs, stream, type), type, data, occurredAt: at },
    ...{ correlationId: askedAs, causationId: askedAs, actor: by },
  };
}
