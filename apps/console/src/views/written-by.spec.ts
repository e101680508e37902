import { writtenBy } from './written-by';

describe('who wrote a draft', () => {
  it('is the playbook’s template, with the reason', () => {
    expect(writtenBy({ by: 'template', because: 'no model is configured' })).toBe(
      "the playbook's template: no model is configured",
    );
  });

  it('is a model, with what its claims rest on', () => {
    const traces = [
      { kind: 'name', from: 'facts.accountName' },
      { kind: 'promise', from: 'a/b#touch-3' },
    ];
    expect(writtenBy({ by: 'model', model: 'm-1', prompt: 'draft-message@1', traces: [...traces, traces[0]] })).toBe(
      'm-1 by draft-message@1; its claims rest on a/b#touch-3, facts.accountName',
    );
  });

  it('is not known of drafts from before it was noted', () => {
    expect(writtenBy(undefined)).toBeNull();
  });
});
