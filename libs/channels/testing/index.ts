export { SlackServer, type SlackCall } from './slack-server';
export { signedBySlack, slackClick, slackCommand, slackDialogAnswer } from './slack-requests';
