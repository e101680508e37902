import { readingContract, writingContract } from '../contract';
import { LIVE_CAPABILITIES, liveWorld, type Surroundings } from './live-world';
import type { LiveSettings } from './settings';

/**
 * The contract suite on an account of a vendor's. Races are not run: to be sure of who came first, one must come
 * between the vendor's reading and writing.
 */
export function liveContract(
  kind: LiveSettings['kind'],
  settings: () => LiveSettings,
  surroundings?: Partial<Surroundings>,
): void {
  const name = kind === 'salesforce' ? 'Salesforce' : 'HubSpot';
  const make = () => liveWorld(settings(), surroundings);
  readingContract(`${name} as it is live`, LIVE_CAPABILITIES[kind], make);
  writingContract(`${name} as it is live`, LIVE_CAPABILITIES[kind], make);
}
