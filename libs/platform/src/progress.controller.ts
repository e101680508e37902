import { Controller, ForbiddenException, Get, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from './public-route';
import { ServiceStatus, type ConsumerProgress } from './service-status';
import { SERVICE_NAME } from './tokens';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** How far the service is behind the bus: for `salesagent status`, which asks from the same machine. */
@Public()
@Controller('internal')
export class ProgressController {
  constructor(
    private readonly status: ServiceStatus,
    @Inject(SERVICE_NAME) private readonly service: string,
  ) {}

  @Get('progress')
  async progress(@Req() request: Request): Promise<{
    service: string;
    consumers: ConsumerProgress[];
    rebuilding: string[];
    details: Record<string, unknown>;
  }> {
    if (!LOOPBACK.has(request.socket.remoteAddress ?? '')) throw new ForbiddenException('only from this machine');
    return { service: this.service, ...(await this.status.progress()) };
  }
}
