import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import type { PassagesStatus } from '@salesagent/retrieval';
import { PassagesService } from './passages.service';

/** What of the playbook and the company's documents is indexed. What they say, each service reads for itself. */
@Controller('playbook/passages')
export class PassagesController {
  constructor(private readonly passages: PassagesService) {}

  @Get()
  status(): Promise<PassagesStatus> {
    return this.passages.status();
  }

  /** Looks at the company's documents and the playbook now, instead of at the next interval. */
  @Post('look')
  @HttpCode(200)
  @Can('edit', 'Policy')
  look(): Promise<PassagesStatus & { looked: boolean }> {
    return this.passages.look();
  }
}
