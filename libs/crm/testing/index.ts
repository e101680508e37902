export { VirtualClock } from './hosted/virtual-clock';
export { Faults, seededRandom, type HttpFault } from './hosted/faults';
export * from './hubspot-server';
