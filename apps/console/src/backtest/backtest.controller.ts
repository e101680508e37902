import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import type { Response } from 'express';
import { backtestBodySchema, type BacktestBody, type BacktestLine } from '../api/backtest.schema';
import { ProblemError } from '../http/problem';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { PastBacktests } from './past-backtest';

/** The agents over the past. The answer comes in lines, for a run may take minutes, and ends when its reader goes. */
@Controller('api/backtest')
export class BacktestController {
  constructor(private readonly backtests: PastBacktests) {}

  @Post()
  @HttpCode(200)
  @Can('read', 'Backtest')
  async run(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(backtestBodySchema)) body: BacktestBody,
    @Res() response: Response,
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('whoever asked has gone')));
    const asking = { token, signal: gone.signal };
    try {
      const begun = await this.backtests.begin(body, asking);
      response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store, no-transform' });
      const say = (line: BacktestLine): void => void response.write(`${JSON.stringify(line)}\n`);
      try {
        say({ result: await this.backtests.finish(begun, body, asking, (progress) => say({ progress })) });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        const { code, message, remedy } = error.problem;
        say({ error: { code, message, remedy } });
      }
      response.end();
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    } finally {
      // One agent refused: the others need not go on.
      gone.abort(new Error('the backtest has ended'));
    }
  }
}
