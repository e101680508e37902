import { ConflictException, Inject, Injectable } from '@nestjs/common';
import type { RecordType } from '@salesagent/canon/sales';
import type { FieldValues } from '@salesagent/crm';
import { CONFIG, type Config } from '@salesagent/platform';
import { CRM_NAMES } from '../crm-names';
import { HOSTED_CRM, type HostedConnector } from '../hosted-crm.module';

/** What people edit in the hosted CRM is edited there: its copy here would not be told to it. */
@Injectable()
export class EditedElsewhere {
  constructor(
    @Inject(HOSTED_CRM) private readonly connector: HostedConnector,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Types and fields that the hosted CRM does not hold are edited here as ever.
   * @param set fields of an update; absent for what makes or removes the whole record
   * @throws ConflictException
   */
  mustBeHere(type: RecordType, set?: FieldValues): void {
    const { connector } = this;
    if (!connector?.types().includes(type)) return;
    const held = set && Object.keys(set).find((field) => connector.holds?.(type, field) ?? true);
    if (set && held === undefined) return;
    const crm = CRM_NAMES[this.config.crm.kind];
    const what = held === undefined ? `A ${type}` : `${type}.${held}`;
    throw new ConflictException(`${what} is kept in ${crm}: edit it in ${crm}, and it is here with the next look.`);
  }
}
