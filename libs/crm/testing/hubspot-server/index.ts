export { HubSpotServer, type HubSpotServerOptions } from './hubspot-server';
export { property, type PropertyDefinition } from './properties';
export { PLANS, type Plan } from './rate-limits';
export type { Mishaps } from './webhook-sender';
export { signedInHubSpot } from './signed-in';
export { connectedHubSpot, type ConnectedHubSpot } from './connected';
export { FollowedCopy } from './followed-copy';
export { WebhookIntake } from './webhook-intake';
export { NAMED, RandomPeople } from './random-people';
