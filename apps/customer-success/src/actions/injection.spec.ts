import { describeInjections } from '@salesagent/agent/testing/words';
import { actions } from '../customer-success.module';

describeInjections(actions);
