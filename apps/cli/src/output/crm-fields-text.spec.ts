import type { CrmFields, CrmFieldsRequest } from '../client/generated';
import { crmFieldsText, fieldsMadeText, fieldsRequestedText } from './crm-fields-text';

const field = (name: string) => ({ name, label: name, description: '', options: ['Nothing', 'Assumed'] });
const REQUEST: CrmFieldsRequest = {
  ...{ requestId: 'r1', digest: 'd', reason: 'wanted', by: 'operations', requestedAt: '2026-03-02T12:00:00.000Z' },
  ...{ approvedBy: null, approvedAt: null, endsAt: '2026-03-16T12:00:00.000Z', over: false },
  plan: { crm: 'hubspot', object: 'deals', fields: [field('meddicc_metrics')] },
};
const letter = (
  letter: CrmFields['letters'][number]['letter'],
  state: 'mapped' | 'made' | 'missing',
  name: string,
) => ({
  ...{ letter, state, field: name, similar: [], wanted: field(name), line: `meddicc.${letter}: { field: ${name} }` },
});

describe('fields for MEDDICC as text', () => {
  it('says of each letter where it is read from, and what to do about the others', () => {
    const text = crmFieldsText({
      ...{ crm: 'hubspot', object: 'deals', requests: [REQUEST] },
      letters: [
        letter('champion', 'mapped', 'our_champion'),
        letter('economicBuyer', 'made', 'meddicc_economic_buyer'),
        { ...letter('metrics', 'missing', 'meddicc_metrics'), similar: ['roi_metrics'] },
      ],
    });
    expect(text).toMatch(/^champion +read from +our_champion$/m);
    expect(text).toMatch(/^metrics +missing +would be meddicc_metrics +roi_metrics$/m);
    expect(text).toContain('  meddicc.economicBuyer: { field: meddicc_economic_buyer }');
    expect(text).toContain('salesagent crm fields request --reason');
    expect(text).toContain(
      'Request r1: waits for a second person, until 2026-03-16T12:00:00.000Z\n  meddicc_metrics\n  asked for by operations,',
    );
  });

  it('says of a request that nobody approved in time that it has expired, and of an approved one until when it is tried again', () => {
    const text = (request: Partial<CrmFieldsRequest>) =>
      crmFieldsText({ crm: 'hubspot', object: 'deals', letters: [], requests: [{ ...REQUEST, ...request }] });
    const expired = text({ over: true });
    expect(expired).toContain('Request r1: expired 2026-03-16T12:00:00.000Z: nobody approved it; ask anew');
    expect(expired).not.toContain('waits');
    const approved = { approvedBy: 'U7', approvedAt: '2026-03-03T12:00:00.000Z', endsAt: '2026-03-04T12:00:00.000Z' };
    expect(text(approved)).toContain('approved by U7, 2026-03-03T12:00:00.000Z; may be tried again until 2026-03-04');
    expect(text({ ...approved, over: true })).not.toContain('tried again');
  });

  it('says how a request goes on', () => {
    expect(fieldsRequestedText(REQUEST)).toContain('salesagent crm fields approve r1');
  });

  it('says what became of each field, with remedies and the lines for the mapping', () => {
    const fields = [
      { name: 'a', outcome: 'created' as const },
      { name: 'b', outcome: 'there' as const },
      { name: 'c', outcome: 'refused' as const, why: 'the app may not make properties', remedy: 'give it the scope' },
    ];
    const made = { request: REQUEST, fields, lines: ['meddicc.metrics: { field: a }'] };
    const text = fieldsMadeText(made, undefined);
    expect(text).toContain(
      'a: created\nb: there already\nc: refused, the app may not make properties → give it the scope',
    );
    expect(text).toContain('mapping file, then start gateway anew:\n  meddicc.metrics: { field: a }');
    expect(fieldsMadeText(made, 'lines.yaml')).toContain('they stand in lines.yaml.');
  });
});
