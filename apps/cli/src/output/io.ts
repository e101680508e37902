import type { Streams } from '@salesagent/mcp';
import type { Surroundings } from '../surroundings';

/** The world outside the commands, so that they can be tried without it. */
export interface Io extends Surroundings {
  out(text: string): void;
  err(text: string): void;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  writeFile(path: string, content: Uint8Array | string): void;
  /** Asks the person at the terminal and gives the line they type; absent where nobody sits there. */
  ask?(question: string): Promise<string>;
  /** Standard input and output as they are, for programs that talk to each other; absent where there are none. */
  streams?: Streams;
}

/** Prints the answer: as JSON for programs, else as the text made of it for people. */
export function print<T>(io: Io, json: boolean | undefined, answer: T, text: (answer: T) => string): void {
  io.out(json ? JSON.stringify(answer, null, 2) : text(answer).trimEnd());
}
