import type { HostedCrm, HostedRecord, ObjectDescription, Selection } from './port';

/** An object as a CRM lists it. */
export interface ListedObject {
  name: string;
  /** Made by this company itself, not by the vendor or an installed package. */
  own: boolean;
}

/** An object that cannot be read by this sign-in, and what a person can do about it. */
export interface NotRead {
  object: string;
  why: string;
  remedy: string;
}

/** A CRM before anybody has mapped it: what there is, and a look at its newest records. Nothing is written. */
export interface DiscoverableCrm extends HostedCrm {
  /** Objects that records may be read of; being listed does not mean that this sign-in may see them. */
  objects(): Promise<readonly ListedObject[]>;
  /** One object as this sign-in sees it, or why it does not. @throws CrmForbidden where the sign-in itself is refused */
  look(object: string): Promise<ObjectDescription | NotRead>;
  /**
   * The records of an object that were changed last, at most so many, as they are now. Fields without a single value
   * (compound addresses, files) are left out.
   */
  newest(selection: Selection, most: number): Promise<HostedRecord[]>;
}

export const isNotRead = (seen: ObjectDescription | NotRead): seen is NotRead => 'why' in seen;
