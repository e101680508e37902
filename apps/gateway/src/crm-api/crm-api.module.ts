import { Module } from '@nestjs/common';
import { LogModule } from '../log.module';
import { DirectoryController } from './directory.controller';
import { EditedElsewhere } from './edited-elsewhere';
import { RecordAccess } from './record-access';
import { RecordsController } from './records.controller';

/** The Postgres CRM for people, and who they are. */
@Module({
  imports: [LogModule],
  controllers: [RecordsController, DirectoryController],
  providers: [RecordAccess, EditedElsewhere],
  exports: [RecordAccess],
})
export class CrmApiModule {}
