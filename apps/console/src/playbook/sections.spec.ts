import { resolve } from 'node:path';
import { tryCompile, type PlaybookFile } from '@salesagent/playbook';
import { reworded } from './proposal';
import { actionOf, sectionView, whoseAre } from './sections';

const SECTION = '4-progression/stalled-deal-alert';
const [FIRMS, OWN] = [`base/${SECTION}.md`, `companies/acme/${SECTION}.md`];
const dir = resolve(__dirname, '../../../../playbooks');
const compiled = (text?: string) => {
  const published: PlaybookFile[] = text === undefined ? [] : [{ file: `${SECTION}.md`, text }];
  return tryCompile(dir, { company: 'acme', published }).playbook;
};

describe('a section as it is read', () => {
  const firms = compiled();

  it('has its passages by their ids, and each rule with the line that sets it', () => {
    const view = sectionView(firms.section(SECTION)!, firms, []);
    expect(view).toMatchObject({
      ...{ id: SECTION, title: 'Stalled deals', playbook: firms.version, files: [FIRMS], whose: 'firm' },
      action: { id: 'stalled-deal-alert', state: 'on', reason: null },
    });
    expect(view.rules).toContainEqual({
      ...{ path: ['rules', 'dueInBusinessDays'], value: 2 },
      ...{ file: FIRMS, line: 4, whose: 'firm' },
    });
    expect(view.passages).toContainEqual(
      expect.objectContaining({ id: `${SECTION}#what-to-do`, title: 'What to do', whose: 'firm', file: FIRMS }),
    );
  });

  it('says what the company sets over it, and that it switches the action off', () => {
    const playbook = compiled('---\nstatus: "off"\nrules: { dueInBusinessDays: 3 }\n---\n');
    const view = sectionView(playbook.section(SECTION)!, playbook, []);
    expect(view).toMatchObject({ whose: 'both', files: [FIRMS, OWN] });
    expect(view.action).toEqual({
      ...{ id: 'stalled-deal-alert', state: 'off' },
      reason: `the playbook switches it off (${SECTION})`,
    });
    const own = { file: OWN, whose: 'company' };
    expect(view.rules).toContainEqual({ path: ['status'], value: 'off', line: 2, ...own });
    expect(view.rules).toContainEqual({ path: ['rules', 'dueInBusinessDays'], value: 3, line: 3, ...own });
  });

  it('believes the agent that runs an action before the playbook it quotes', () => {
    const services = [{ service: 'qualification', version: 'v1', off: [{ action: 'deal-risk', reason: 'no rules' }] }];
    expect(actionOf('deal-risk', firms, services)).toEqual({ id: 'deal-risk', state: 'off', reason: 'no rules' });
    expect(actionOf('close-plan', firms, services)).toEqual({ id: 'close-plan', state: 'planned', reason: null });
    expect(actionOf(null, firms, services)).toBeNull();
  });

  it('is the firm’s, the company’s, or both', () => {
    expect([whoseAre([FIRMS]), whoseAre([OWN]), whoseAre([FIRMS, OWN])]).toEqual(['firm', 'company', 'both']);
  });

  it('is compared passage by passage with what is proposed', () => {
    const proposed = compiled(
      '---\nrules: {}\n---\n\n## Message\n\nOur own words.\n\n## Their board\n\nAsk for its day.\n',
    );
    expect(reworded(firms, proposed)).toEqual([
      {
        ...{ id: `${SECTION}#message`, title: 'Message', change: 'changed' },
        ...{ before: expect.stringContaining('{{deal}} has waited'), after: 'Our own words.' },
      },
      {
        ...{ id: `${SECTION}#their-board`, title: 'Their board', change: 'added' },
        ...{ before: null, after: 'Ask for its day.' },
      },
    ]);
    expect(reworded(proposed, firms).map(({ change }) => change)).toEqual(['changed', 'removed']);
  });
});
