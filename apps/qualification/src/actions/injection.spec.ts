import { describeInjections } from '@salesagent/agent/testing/words';
import { actions } from '.';

describeInjections(actions);
