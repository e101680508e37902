import type { Playbook } from '@salesagent/playbook';
import { libraryOf } from './playbook-library';

it('is indexed anew by the next question where that has failed', async () => {
  const data = jest
    .fn(() => undefined)
    .mockImplementationOnce(() => {
      throw new Error('not just now');
    });
  const library = libraryOf({ sections: [], data } as unknown as Playbook, 'acme');
  const ask = () => library.search({ question: 'When is a deal called stalled?', limit: 1 });
  await expect(ask()).rejects.toThrow('not just now');
  expect(await ask()).toMatchObject({ answer: { known: false }, searched: ['the playbook of acme'] });
});
