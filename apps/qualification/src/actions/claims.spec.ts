import { describeClaims } from '@salesagent/agent/testing/words';
import { actions } from '.';

describeClaims(actions);
