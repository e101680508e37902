import { BadRequestException, Body, Controller, HttpCode, HttpException, Post, Res } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import { ACTION_NAMES, type ActionName } from '@salesagent/canon/sales';
import type { Response } from 'express';
import { z } from 'zod';
import { Backtests } from './backtests';
import { BacktestRefused } from './refused';

const values = z.record(z.string(), z.unknown());
const override = z.strictObject({ rules: values.optional(), attention: values.optional() });

export const backtestBody = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date().optional(),
  actions: z
    .array(z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]))
    .min(1)
    .optional(),
  overrides: z.record(z.string(), override).optional(),
  assume: z.array(z.string()).optional(),
  windowDays: z.int().min(1).max(365).optional(),
  insights: z.boolean().optional(),
  check: z.boolean().optional(),
});

/**
 * Runs the service's actions over the past. The answer is a line of JSON at a time, as a run may take minutes:
 * `progress`, and at the end `result` or `error`. When the reader goes the run ends. With `check` it only says whether
 * it would run.
 */
@Controller('backtest')
export class BacktestController {
  constructor(private readonly backtests: Backtests) {}

  @Post()
  @HttpCode(200)
  @Can('read', 'Backtest')
  async run(@Body() body: unknown, @Res() response: Response): Promise<void> {
    const parsed = backtestBody.safeParse(body ?? {});
    if (!parsed.success) {
      const message = parsed.error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; ');
      throw new BadRequestException({ code: 'bad-request', message });
    }
    try {
      this.backtests.check(parsed.data);
    } catch (error) {
      throw refusalOf(error);
    }
    const { check, ...asked } = parsed.data;
    if (check) return void response.json({ ok: true });
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('whoever asked has gone')));
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    const say = (line: object): void => void response.write(`${JSON.stringify(line)}\n`);
    try {
      const result = await this.backtests.run(asked, gone.signal, (progress) => say({ progress }));
      say({ result });
    } catch (error) {
      if (gone.signal.aborted) return;
      const { code, message, remedy } = error instanceof BacktestRefused ? error : unforeseen(error);
      say({ error: { code, message, remedy } });
    }
    response.end();
  }
}

const unforeseen = (error: unknown): { code: string; message: string; remedy: string } => ({
  code: 'failed',
  message: `The backtest broke off: ${error instanceof Error ? error.message : String(error)}`,
  remedy: 'Run it again; the log of the service says more.',
});

function refusalOf(error: unknown): unknown {
  if (!(error instanceof BacktestRefused)) return error;
  const { code, message, remedy } = error;
  return new HttpException({ code, message, remedy }, code === 'already-running' ? 409 : 400);
}
