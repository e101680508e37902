export { auditStory } from './audit-story';
export { firstTieringStory } from './first-tiering-story';
export { firstWaveStory } from './first-wave-story';
export { killSwitchStory } from './kill-switch-story';
export { ladderStory } from './ladder-story';
export { policyStory } from './policy-story';
export { rolesStory } from './roles-story';
export { SLACK_TOKEN, SLACK_USER, slackEnvironment, slackStory } from './slack-story';
export { tierStory } from './tier-story';
