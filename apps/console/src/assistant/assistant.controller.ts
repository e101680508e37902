import { All, Controller, Get, HttpCode, Inject, Logger, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '@salesagent/auth';
import { answerOverHttp, ConsoleOverHttp, Refusal, type PlaybookLibrary } from '@salesagent/mcp';
import { CONFIG, type Config } from '@salesagent/platform';
import { problem, ProblemError } from '../http/problem';
import { PlaybookInForce } from '../playbook/playbook-in-force';
import { PlaybookSearch } from '../playbook/playbook-search';
import type { SignedInRequest } from '../session/signed-in';
import { CONSOLE_URL } from '../session/tokens';
import { MCP_PATH, METADATA_PATH } from './address';
import { ChallengeFilter } from './challenge.filter';
import { Turns } from './turns';

/**
 * The Model Context Protocol for assistants. Each request is verified like any other, and what it asks for is asked of
 * the console's own API over HTTP with the same token: an assistant meets every check that its person would meet.
 */
@Controller()
@UseFilters(ChallengeFilter)
export class AssistantController {
  private readonly logger = new Logger(AssistantController.name);
  private readonly turns = new Turns();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONSOLE_URL) private readonly consoleUrl: URL,
    private readonly inForce: PlaybookInForce,
    private readonly passages: PlaybookSearch,
  ) {}

  @Public()
  @Get(METADATA_PATH)
  metadata(): object {
    return {
      resource: new URL(MCP_PATH, this.consoleUrl).href,
      resource_name: 'B2B Sales Agent',
      authorization_servers: this.config.auth.issuer ? [this.config.auth.issuer] : [],
      scopes_supported: this.config.console.scope.split(' ').filter(Boolean),
      bearer_methods_supported: ['header'],
    };
  }

  @Post(MCP_PATH)
  @HttpCode(200)
  async answer(@Req() request: SignedInRequest, @Res() response: Response): Promise<void> {
    const message = messageOf(request.body);
    // Who hung up while the token was verified has closed the answer already: nothing would end the turn.
    if (response.destroyed) return;
    const done = this.turns.take(request.principal.sub);
    if (!done) {
      response.setHeader('retry-after', '1');
      throw problem(429, 'busy', 'Too many requests of assistants are being worked on.', {
        remedy: 'Ask one thing after another; try again in a second.',
      });
    }
    const gone = new AbortController();
    response.once('close', () => {
      done();
      gone.abort();
    });
    try {
      await answerOverHttp(this.parts(request.accessToken, gone.signal), request, response, message);
    } catch (thrown) {
      done();
      throw thrown;
    }
  }

  /** Nothing is sent without being asked for, and there is no session to end. */
  @All(MCP_PATH)
  other(@Res({ passthrough: true }) response: Response): never {
    response.setHeader('allow', 'POST');
    throw problem(405, 'not-allowed', 'Assistants POST their messages here, each for itself; there is no session.');
  }

  /** Both as they are now: what is signed or put into the documents is there for the next question. */
  private playbook(): PlaybookLibrary {
    return {
      search: (question) => this.passages.search({ ...question, forModel: true }).catch(asRefusal),
      playbook: () => {
        const { playbook } = this.inForce;
        return playbook.sections.length > 0 ? Promise.resolve(playbook) : Promise.reject(noPlaybook());
      },
    };
  }

  private parts(token: string, signal: AbortSignal) {
    const { host, port } = this.config.http;
    const askedAt = `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;
    return {
      console: new ConsoleOverHttp({
        ...{ url: this.consoleUrl.origin, askedAt, signal },
        token: () => Promise.resolve(token),
      }),
      playbook: this.playbook(),
      log: (error: unknown) => this.logger.error(error),
    };
  }
}

/** One message, as this and later versions of the protocol have it: many in one body would be many at once. */
function messageOf(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) throw problem(400, 'bad-request', `POST one message of the protocol to ${MCP_PATH}.`);
  let message: unknown;
  try {
    message = JSON.parse(body.toString('utf8'));
  } catch {
    throw problem(400, 'bad-request', 'The request body is not valid JSON.');
  }
  if (typeof message === 'object' && message !== null && !Array.isArray(message)) return message;
  throw problem(400, 'bad-request', 'The body must be one message of the protocol, not several and not none.');
}

const noPlaybook = (): Refusal =>
  new Refusal('no-playbook', 'No playbook could be read here.', '`salesagent playbook check` says what is wrong.');

function asRefusal(error: unknown): never {
  if (!(error instanceof ProblemError)) throw error;
  const { code, message, remedy } = error.problem;
  throw new Refusal(code, message, remedy);
}
