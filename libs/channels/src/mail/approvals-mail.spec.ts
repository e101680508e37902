import type { AskedItem } from '../asked-item';
import { approvalsMail } from './approvals-mail';

const item = (over: Partial<AskedItem> = {}): AskedItem => ({
  ...{ actionId: 'a', digest: 'aa', title: 'Ask for the next step', why: 'It stalled.', about: 'Acme', amount: null },
  ...{ expiresAt: new Date('2026-11-27T17:00:00Z'), url: 'https://console.example/inbox/a', ended: null },
  change: { lines: [], whole: true },
  ...over,
});
const places = { inboxUrl: 'https://console.example/inbox', settingsUrl: 'https://console.example/notifications' };

describe('the mail of what waits for a person', () => {
  it('says what waits and where it is decided, in both parts', () => {
    const { subject, text, html } = approvalsMail([item()], places);
    expect(subject).toBe('1 decision waits for you');
    for (const part of [text, html]) {
      expect(part).toContain('Ask for the next step');
      expect(part).toContain('https://console.example/inbox/a');
      expect(part).toContain('decide by 2026-11-27 17:00 UTC');
    }
  });

  it('has no link but into the console, and none that says what to decide', () => {
    const { html } = approvalsMail([item({ title: '<a href="https://evil.example">Approve</a>' })], places);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(links).toEqual([item().url, places.inboxUrl, places.settingsUrl]);
    expect(html).not.toContain('<a href="https://evil');
  });

  it('leaves out what is not asked any more', () => {
    const { subject, text } = approvalsMail([item(), item({ title: 'Gone', ended: 'Expired' })], places);
    expect(subject).toBe('1 decision waits for you');
    expect(text).not.toContain('Gone');
  });
});
