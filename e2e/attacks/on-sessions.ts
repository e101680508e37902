import { signInByBrowser } from '../harness';
import type { Scene } from './scene';
import type { Tally } from './tally';

/** Another site has the person's browser send a decision, with the cookie of their session. */
export async function crossSite(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.standing();
  tally.target(p.actionId);
  const cookie = await signInByBrowser(scene.stack, `person:${p.owner.id}`);
  const { consoleUrl } = scene.stack;
  const url = `${consoleUrl}/api/approvals/${encodeURIComponent(p.actionId)}/decision`;
  const fields = { decision: 'approve', digest: p.digest };
  const json = JSON.stringify({ ...fields, evidenceOpened: true });
  const form = new URLSearchParams({ ...fields, evidenceOpened: 'true' }).toString();
  const mark = { 'x-salesagent-request': '1' };
  const evil = { origin: 'https://evil.example' };
  const bodies: [string, string][] = [
    ['application/json', json],
    // What a form of another site can send without asking first.
    ['text/plain', json],
    ['application/x-www-form-urlencoded', form],
    [
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="decision"\r\n\r\napprove\r\n--x--\r\n`,
    ],
  ];
  const senders: Record<string, string>[] = [
    evil,
    { ...evil, ...mark },
    { ...mark },
    { origin: 'null', ...mark },
    { origin: consoleUrl },
    { origin: `${consoleUrl}.evil.example`, ...mark },
    { origin: consoleUrl.replace('http:', 'https:'), ...mark },
    { referer: `${consoleUrl}/inbox`, 'sec-fetch-site': 'cross-site' },
    {},
  ];
  for (let n = 0; n < 3; n++) {
    for (const [type, body] of bodies) {
      for (const headers of senders) {
        const { status } = await fetch(url, {
          method: 'POST',
          headers: { ...headers, cookie, 'content-type': type },
          body,
        });
        tally.note(status < 300 ? 'taken' : String(status));
      }
    }
  }
  // The preflight is answered to no other site, and the session is not given to one either.
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      ...evil,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-salesagent-request',
    },
  });
  tally.note(preflight.headers.get('access-control-allow-origin') === null ? 'no preflight' : 'preflight allowed');
  // The way itself works: read with this cookie the proposal is there.
  const read = await fetch(url.replace('/decision', ''), { headers: { cookie } });
  if (read.status !== 200) throw new Error(`the session of the victim is not one: ${read.status}`);
}
