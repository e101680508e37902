import { Controller, Get, Inject } from '@nestjs/common';
import type { Pool } from 'pg';
import { Can } from '@salesagent/auth';
import { POOL } from '@salesagent/platform';

export interface DirectoryPerson {
  id: string;
  name: string;
  email: string | null;
  role: string | null;
  managerId: string | null;
  region: string | null;
}

/** The company's own people, for the sign-in page. Those who have left are not offered. */
@Controller('directory')
export class DirectoryController {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Get('people')
  @Can('read', 'Directory')
  async people(): Promise<DirectoryPerson[]> {
    const { rows } = await this.pool.query<DirectoryPerson>(
      `select id, coalesce(name, id) as name, email, role, manager_id as "managerId", region
       from crm.person where not deleted and active is not false order by name, id`,
    );
    return rows;
  }
}
