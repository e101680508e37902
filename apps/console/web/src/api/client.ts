import { client } from './generated/client.gen';
import type { Problem } from './generated/types.gen';
import { Refusal } from './Refusal';

/** Writes with the session cookie must carry this header: a foreign page cannot set it. */
client.setConfig({ baseUrl: '', credentials: 'same-origin', headers: { 'x-salesagent-request': '1' } });

client.interceptors.error.use((error: unknown, response: Response | undefined) => {
  if (!response) {
    return new Refusal(0, 'The console cannot be reached. Is it still running? Start it with npm start and try again.');
  }
  const problem = (typeof error === 'object' ? error : null) as Partial<Problem> | null;
  const words = [problem?.message, problem?.remedy].filter(Boolean).join(' ');
  return new Refusal(response.status, words || `The server answered ${response.status}.`, problem?.code ?? null);
});

/** The data of an answer, or a Refusal thrown. */
export async function answer<T>(request: Promise<{ data: T }>): Promise<T> {
  return (await request).data;
}
