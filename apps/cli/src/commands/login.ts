import type { Command } from 'commander';
import { getSession, getSignInInfo } from '../client/generated';
import { deviceLogin } from '../issuer';
import { print } from '../output/io';
import { homeFolder } from '../surroundings';
import { saveLogin } from '../token';
import { contextOf, withJson, type Context, type JsonOption } from './command-context';

export function loginCommand(program: Command, context: Context): void {
  withJson(program.command('login'))
    .description('sign in as yourself: shows a code to enter in a browser')
    .action(async (o: JsonOption) => {
      const { io } = context;
      const info = await (await context.api()).call((client) => getSignInInfo({ client }));
      const login = await deviceLogin(
        info,
        (address, code) => io.err(`Open ${address} and enter the code ${code}`),
        () => io.now(),
      );
      const file = saveLogin(homeFolder(io), login);
      const session = await (await contextOf(io).api()).call((client) => getSession({ client }));
      const answer = { file, principal: session.principal };
      print(io, o.json, answer, (a) => `Signed in as ${a.principal.name} (${a.principal.roles.join(', ')}).`);
    });
}
