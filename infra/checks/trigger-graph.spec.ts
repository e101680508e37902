import { triggerCycles } from '@salesagent/agent';
import { actions as customerSuccess } from '../../apps/customer-success/src/customer-success.module';
import { actions as deal } from '../../apps/deal/src/deal.module';
import { actions as leadGen } from '../../apps/lead-gen/src/lead-gen.module';
import { actions as qualification } from '../../apps/qualification/src/actions';

describe('the trigger graph of all agents together', () => {
  it('has no cycle that nothing damps', () => {
    expect(triggerCycles([...leadGen, ...qualification, ...deal, ...customerSuccess])).toEqual([]);
  });
});
