import { parseWebhook } from './webhook-events';

const base = {
  eventId: 100,
  subscriptionId: 7,
  portalId: 62515,
  appId: 1160452,
  occurredAt: 1_700_000_000_000,
  attemptNumber: 0,
};
const bodyOf = (...events: object[]) => Buffer.from(JSON.stringify(events.map((event) => ({ ...base, ...event }))));

describe('A webhook only hints which records to read again', () => {
  it('reads all kinds of notification', () => {
    const { events, problems } = parseWebhook(
      bodyOf(
        { subscriptionType: 'deal.creation', objectId: 1 },
        {
          subscriptionType: 'contact.propertyChange',
          objectId: 2,
          propertyName: 'email',
          propertyValue: 'x',
          changeSource: 'CRM_UI',
        },
        { subscriptionType: 'company.deletion', objectId: 3 },
        { subscriptionType: 'deal.merge', primaryObjectId: 4, mergedObjectIds: [5, 6], newObjectId: 7 },
        {
          subscriptionType: 'deal.associationChange',
          fromObjectId: 8,
          toObjectId: 9,
          associationType: 'DEAL_TO_CONTACT',
        },
        { subscriptionType: 'ticket.restore', objectId: 10 },
        { subscriptionType: 'object.propertyChange', objectTypeId: '0-27', objectId: 11 },
        { subscriptionType: 'object.creation', objectTypeId: '2-3453932', objectId: 12 },
      ),
    );
    expect(problems).toEqual([]);
    expect(events.map(({ object, kind, ids }) => [object, kind, ids])).toEqual([
      ['deals', 'creation', ['1']],
      ['contacts', 'propertyChange', ['2']],
      ['companies', 'deletion', ['3']],
      ['deals', 'merge', ['7', '4', '5', '6']],
      ['deals', 'associationChange', ['8']],
      ['tickets', 'restore', ['10']],
      ['tasks', 'propertyChange', ['11']],
      ['2-3453932', 'creation', ['12']],
    ]);
  });

  it('recognises the same notification delivered again, and two with one event id apart', () => {
    const [first] = parseWebhook(bodyOf({ subscriptionType: 'deal.creation', objectId: 1 })).events;
    const [again] = parseWebhook(bodyOf({ subscriptionType: 'deal.creation', objectId: 1, attemptNumber: 3 })).events;
    const [other] = parseWebhook(bodyOf({ subscriptionType: 'deal.creation', objectId: 2 })).events;
    expect(again!.key).toBe(first!.key);
    expect(other!.key).not.toBe(first!.key);
  });

  it('reads what it can of a batch and names the place of the rest', () => {
    const { events, problems } = parseWebhook(
      bodyOf(
        { subscriptionType: 'deal.creation', objectId: 1 },
        { subscriptionType: 'deal.dance', objectId: 1 },
        { objectId: 3 },
      ),
    );
    expect(events).toHaveLength(1);
    expect(problems[0]).toContain('Notification 1: "deal.dance"');
    expect(problems[1]).toContain('Notification 2, "subscriptionType"');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"a"'],
    ['no list', '{}'],
    ['a list of nothing', '[null, 1, "x", [], {}]'],
    [
      'a time that is none',
      '[{"eventId":1,"portalId":1,"appId":1,"occurredAt":1e300,"subscriptionType":"deal.creation","objectId":1}]',
    ],
    [
      'an id that is an object',
      '[{"eventId":{},"portalId":1,"appId":1,"occurredAt":1,"subscriptionType":"deal.creation"}]',
    ],
    ['a prototype', '[{"__proto__":{"eventId":1},"subscriptionType":"__proto__.creation"}]'],
    ['101 notifications', JSON.stringify(Array.from({ length: 101 }, () => base))],
    ['bytes that are no UTF-8', '\uFFFD\u0000'],
  ])('does not fall over %s', (_, body) => {
    const reading = parseWebhook(Buffer.from(body));
    expect(reading.events).toEqual([]);
    expect(reading.problems.length).toBeGreaterThan(0);
  });
});
