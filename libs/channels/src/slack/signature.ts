import { isValidSlackRequest } from '@slack/bolt/dist/receivers/verify-request';

/** Headers that Slack signs a request by; names in lower case, as Node gives them. */
export const SIGNATURE_HEADERS = ['x-slack-signature', 'x-slack-request-timestamp'] as const;

export type SlackHeaders = Readonly<Record<string, string | string[] | undefined>>;

const WINDOW_SECONDS = 300;

/**
 * Whether Slack signed exactly this body within five minutes of now (docs.slack.dev, "Verifying requests from Slack").
 * Bolt's own check takes a stamp that is no number, and one of any time to come; both are refused here first.
 */
export function isFromSlack(body: Buffer, headers: SlackHeaders, signingSecret: string, now: Date): boolean {
  const [signature, stamp] = SIGNATURE_HEADERS.map((name) => headers[name]);
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (typeof stamp !== 'string' || !/^\d{1,12}$/.test(stamp)) return false;
  const nowMilliseconds = now.getTime();
  if (Math.abs(nowMilliseconds / 1000 - Number(stamp)) > WINDOW_SECONDS) return false;
  const text = body.toString('utf8');
  // Bytes that are no UTF-8 would be signed as something else than what is read.
  if (!Buffer.from(text, 'utf8').equals(body)) return false;
  return isValidSlackRequest({
    signingSecret,
    body: text,
    headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(stamp) },
    nowMilliseconds,
  });
}
