import { given } from '@salesagent/agent/testing';
import { attempts, describeInjections, IDS, TODAY, worldWith } from '@salesagent/agent/testing/words';
import { documentModelSchema, renderDocx } from '@salesagent/documents';
import { strFromU8, unzipSync } from 'fflate';
import { actionsFor } from '../deal.module';

const actions = actionsFor('Northstar Systems');

describeInjections(actions);

it('puts nothing into a proposal that a word processor would follow or fetch', async () => {
  const reaching: readonly string[] = ['note', 'company name', 'CSV cell'];
  const reached = attempts().filter(({ carrier }) => reaching.includes(carrier));
  const oneOfEachKind = reached.filter(({ kind }, n) => reached.findIndex((a) => a.kind === kind) === n);
  let rendered = 0;
  for (const { carrier, text } of oneOfEachKind) {
    const outcome = await given(...worldWith(carrier, text, '4.3'))
      .on(TODAY)
      .when(actions[0]!, IDS.deal);
    if (outcome.kind !== 'proposal' || outcome.proposal.change.kind !== 'document') continue;
    const model = documentModelSchema.parse(opened(outcome.proposal.change.content));
    const parts = Object.values(unzipSync(await renderDocx(model))).map((part) => strFromU8(part));
    rendered += 1;
    for (const part of parts)
      expect(part).not.toMatch(/TargetMode="External"|<w:hyperlink|<w:instrText[^>]*>[^<]*(HYPERLINK|INCLUDE|DDE)/);
  }
  expect(rendered).toBeGreaterThan(20);
}, 60_000);

/** Marked texts opened, as gateway does with sealed ones. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  if ('personal' in value && 'value' in value) return value.value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, opened(v)]));
}
