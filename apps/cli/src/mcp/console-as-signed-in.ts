import type { Console } from '@salesagent/mcp';
import { renewLogin } from '../issuer';
import { consoleUrl, type Surroundings } from '../surroundings';
import { accessToken } from '../token';

/**
 * The console as whoever is signed in when it is asked: a client keeps this process for days, in which stacks start,
 * people sign in, and tokens end.
 */
export function consoleAsSignedIn(from: Surroundings, now: () => number): Console {
  let before: Promise<unknown> = Promise.resolve();
  /** One after another: a sign-in is renewed once, since issuers take a refresh token only once. */
  const token = (): Promise<string | null> => {
    const next = before.then(() => accessToken(from, (login) => renewLogin(login, now), now));
    before = next.catch(() => undefined);
    return next;
  };
  return {
    get url() {
      return consoleUrl(from);
    },
    ask: async (name, parts) => {
      const { ConsoleOverHttp } = await import('@salesagent/mcp');
      return new ConsoleOverHttp({ url: consoleUrl(from), token }).ask(name, parts);
    },
  };
}
