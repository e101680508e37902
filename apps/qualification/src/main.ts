import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { QualificationModule } from './qualification.module';

void bootstrap(QualificationModule, { service: 'qualification' });
