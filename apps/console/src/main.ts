import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { ConsoleModule } from './console.module';
import { prepare } from './prepare';

void bootstrap(ConsoleModule, { service: 'console', prepare });
