import { describeClaims } from '@salesagent/agent/testing/words';
import { actions } from '../customer-success.module';

describeClaims(actions);
