import type { Change } from '@salesagent/canon/sales';
import { substanceOf } from './content';

const fields = (set: object): Change => ({
  kind: 'fields',
  record: { type: 'opportunity', id: 'd1' },
  expect: {},
  set: { ...set },
});

describe('substanceOf', () => {
  it('reads content and channel from the change', () => {
    const task: Change = { kind: 'task', ownerId: 'anna', title: 't', body: 'b', dueInBusinessDays: 1 };
    expect(substanceOf('task', task)).toEqual({ content: ['task-text'], channel: 'task' });
    expect(substanceOf('commit', fields({ amount: 7 }))).toEqual({ content: ['record-data', 'money'], channel: 'crm' });
    expect(substanceOf('overwrite', fields({ nextStep: 'call' })).content).toEqual(['record-data', 'free-text']);
    expect(substanceOf('insight', fields({ agentRisk: {} })).content).toEqual(['insight']);
    const contact: Change = { kind: 'record', type: 'contact', id: 'c1', set: { name: 'x', title: 'CFO' } };
    expect(substanceOf('commit', contact)).toEqual({ content: ['record-data', 'personal-data'], channel: 'crm' });
  });

  it('says of a document that it is made for the buyer and priced only where it is terms', () => {
    const document: Change = {
      ...{ kind: 'document', record: { type: 'opportunity', id: 'd1' }, name: 'Proposal.docx' },
      ...{ mediaType: 'application/octet-stream', content: {} },
    };
    expect(substanceOf('terms', document)).toEqual({ content: ['buyer-document', 'money'], channel: 'document' });
    expect(substanceOf('insight', document)).toEqual({ content: null, channel: 'document' });
  });

  it('knows nothing of a field outside the records, a message, or what was not kept', () => {
    expect(substanceOf('overwrite', fields({ amount: 7, colour: 'red' })).content).toBeNull();
    expect(substanceOf('message', fields({ amount: 7 }))).toEqual({ content: null, channel: null });
    expect(substanceOf('commit', null)).toEqual({ content: null, channel: null });
    expect(substanceOf('insight', null)).toEqual({ content: ['insight'], channel: 'crm' });
  });
});
