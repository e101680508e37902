import { describeClaims, SELLER } from '@salesagent/agent/testing/words';
import { actionsFor } from '../deal.module';

describeClaims(actionsFor(SELLER));
