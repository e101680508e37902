import type { HostedCrm, HostedMapping, HostedValues } from '../../src/index';
import type { ContractType } from '../contract';

/** The org or account that a sign-in leads to. */
export interface LiveAccount {
  id: string;
  /** As people know it: its name and what kind it is. */
  name: string;
  /** Somebody may work in it for real. */
  production: boolean;
}

/** A record whose name begins with the mark of live runs. */
export interface Marked {
  id: string;
  name: string;
}

/** What people do in a CRM, done past the connector through the vendor's own API. */
export interface Hands {
  account(): Promise<LiveAccount>;
  /** How many records there are of a type. */
  size(type: ContractType): Promise<number>;
  create(type: ContractType, values: HostedValues, label: string): Promise<string>;
  edit(type: ContractType, id: string, values: HostedValues): Promise<void>;
  /** Does nothing where it is gone already. */
  remove(type: ContractType, id: string): Promise<void>;
  /** Absent where the API that is used here cannot. */
  merge?(type: ContractType, kept: string, gone: string): Promise<void>;
  /** Values of a live record; `null` where there is none. */
  values(type: ContractType, id: string, fields: readonly string[]): Promise<HostedValues | null>;
  /** Live records that bear {@link MARK}, of any run. */
  marked(type: ContractType): Promise<Marked[]>;
}

/** One CRM, opened for a live run. */
export interface OpenedCrm {
  crm: HostedCrm;
  hands: Hands;
  mapping: HostedMapping;
  objects: Readonly<Record<ContractType, string>>;
  neverGiven(type: ContractType): string;
  /** Ends connections that are kept open. */
  close(): void;
}
