import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { ConsoleModule } from './console.module';
import { BYTES_AT, prepare } from './prepare';

void bootstrap(ConsoleModule, { service: 'console', prepare, bytesAt: BYTES_AT });
