export { headline, waitingOf, type AskedItem } from './asked-item';
export { approvalsMail } from './mail/approvals-mail';
export { Mailer, MailRefused, type Mail } from './mail/mailer';
export { readSlackRequest, COMMAND, type AskedThing, type SlackRequest, type SlackUser } from './slack/interaction';
export { approvalsMessage, MOST_ITEMS, type SlackMessage } from './slack/message';
export { dialogError, REASONS, whyDialog, type SlackReply } from './slack/reply';
export { isFromSlack, SIGNATURE_HEADERS, type SlackHeaders } from './slack/signature';
export { SlackApi, SlackBusy, SlackRefused, SlackUnclear } from './slack/slack-api';
export { FORM, keepFormBytes } from './slack/slack-bodies';
