import { spawn } from 'node:child_process';
import { ServerError } from './errors';
import { mailProgram } from './mail-program';
import { freePort } from './ports';
import { endProcess, waitUntil } from './processes';

export interface ReceivedMail {
  messageId: string;
  subject: string;
  /** The whole of it as it came over SMTP. */
  source: string;
}

export interface MailServer {
  /** `smtp://127.0.0.1:PORT`; takes mail for anybody, without signing in. */
  readonly smtpUrl: string;
  readonly pid: number;
  /** What has arrived for an address, oldest first. */
  received(address: string): Promise<ReceivedMail[]>;
  stop(): Promise<void>;
}

interface Kept {
  'Message-ID': string;
  subject: string;
  mimeMessage: string;
}

const PATIENCE = { start: 60_000, stop: 5_000 };

/** Starts GreenMail, which keeps what it is given in memory. @throws ServerError when it does not come up */
export async function startMail(): Promise<MailServer> {
  const jar = await mailProgram();
  const smtp = await freePort();
  let api = await freePort();
  while (api === smtp) api = await freePort();
  const at = (service: string, port: number) => [
    `-Dgreenmail.${service}.hostname=127.0.0.1`,
    `-Dgreenmail.${service}.port=${port}`,
  ];
  const lean = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const settings = [...at('smtp', smtp), ...at('api', api), '-Dgreenmail.auth.disabled'];
  const child = spawn('java', [...lean, ...settings, '-jar', jar], { stdio: 'ignore' });
  let exited = false;
  child.once('error', () => (exited = true));
  child.once('exit', () => (exited = true));
  const { pid } = child;
  const base = `http://127.0.0.1:${api}/api`;
  const ready = () =>
    fetch(`${base}/service/readiness`).then(
      ({ ok }) => ok,
      () => false,
    );
  const up = pid !== undefined && (await waitUntil(async () => exited || (await ready()), PATIENCE.start, 100));
  if (pid === undefined || exited || !up) {
    child.kill('SIGKILL');
    throw new ServerError('GreenMail did not start; `java -jar` of it says why');
  }
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    pid,
    received: async (address) => {
      const response = await fetch(`${base}/user/${encodeURIComponent(address)}/messages`);
      // Nobody is known until the first mail for them.
      if (!response.ok) return [];
      const kept = (await response.json()) as Kept[];
      return kept.map((mail) => ({ messageId: mail['Message-ID'], subject: mail.subject, source: mail.mimeMessage }));
    },
    stop: () => endProcess(pid, ['SIGTERM', 'SIGKILL'], PATIENCE.stop),
  };
}
