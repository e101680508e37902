import type { CrmDoctor, CrmSync, Reconcile } from '../client/generated';
import { count } from './numbers';
import { pairs, table } from './tables';

type LastReconcile = NonNullable<Reconcile['last']>;

export function syncText(sync: CrmSync): string {
  const { crm, phase, trouble, caughtUpAt, behindSeconds, underWay, conditionalWrite } = sync;
  const read = table(sync.backfill, [
    { head: 'type', value: (t) => t.type },
    { head: 'read', value: (t) => count(t.read), right: true },
    { head: '', value: (t) => (t.done ? 'done' : 'to come') },
  ]);
  return [
    pairs([
      ['CRM', `${crm} (conditional writes: ${conditionalWrite})`],
      ['Phase', phase],
      ['Caught up', caughtUpAt === null ? 'not yet' : `${caughtUpAt}, ${count(Math.round(behindSeconds ?? 0))} s ago`],
      [
        'Under way',
        underWay.oldest === null ? 'no writes' : `${count(underWay.writes)} writes since ${underWay.oldest}`,
      ],
    ]),
    ...(trouble ? ['', `Held up since ${trouble.since}: ${trouble.message}`, `→ ${trouble.remedy}`] : []),
    ...(read === '' ? [] : ['', read]),
  ].join('\n');
}

export function reconcileText({ dryRun, types, finishedAt }: LastReconcile): string {
  const drift = types.reduce((sum, t) => sum + t.missingHere + t.missingThere + t.differing, 0);
  const examples = types.flatMap((t) => t.examples).slice(0, 20);
  return [
    `${drift === 0 ? 'The copy is as the CRM' : `${count(drift)} records differed${dryRun ? '' : ' and were mended'}`} (${finishedAt})`,
    '',
    table(types, [
      { head: 'type', value: (t) => t.type },
      { head: 'compared', value: (t) => count(t.compared), right: true },
      { head: 'missing here', value: (t) => count(t.missingHere), right: true },
      { head: 'gone there', value: (t) => count(t.missingThere), right: true },
      { head: 'differing', value: (t) => count(t.differing), right: true },
      { head: 'not read yet', value: (t) => count(t.notReadYet), right: true },
    ]),
    ...(examples.length > 0 ? ['', ...examples.map(exampleText)] : []),
  ].join('\n');
}

function exampleText({ record, what, fields }: LastReconcile['types'][number]['examples'][number]): string {
  if (what === 'differing') return `${record}: ${fields.join(', ')}`;
  return `${record}: ${what === 'missing-here' ? 'missing here' : 'gone in the CRM'}`;
}

export function doctorText({ crm, probes }: CrmDoctor): string {
  return [
    `Connection to ${crm}`,
    '',
    ...probes.flatMap(({ name, state, found, remedy }) => [
      `${state.padEnd(7)}  ${name}: ${found}`,
      ...(remedy === '' ? [] : [`         → ${remedy}`]),
    ]),
  ].join('\n');
}
