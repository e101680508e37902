import { mailLacks } from '../src/mail-program';
import { describeWith } from './requirement';

/** A suite that needs a mail server (`startMail`); skipped by name where Java is missing. */
export function describeWithMail(suite: string, body: () => void): void {
  const lacks = mailLacks();
  describeWith({ name: lacks ?? 'GreenMail', met: lacks === null }, suite, body);
}
