import type { Command } from 'commander';
import { ConsoleApi } from '../console-api';
import type { Io } from '../output/io';

/** What every command is given. */
export interface Context {
  io: Io;
  /** The console, signed in; found only when a command needs it. */
  api(): Promise<ConsoleApi>;
}

export interface JsonOption {
  json?: boolean;
}

export function contextOf(io: Io): Context {
  let api: Promise<ConsoleApi> | null = null;
  return { io, api: () => (api ??= ConsoleApi.open(io, () => io.now())) };
}

/** Every command answers programs as well as people. */
export const withJson = (command: Command): Command => command.option('--json', 'print JSON, for programs');
