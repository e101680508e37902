import type { WinCurve } from '@salesagent/canon/events';
import type { RecordType } from '@salesagent/canon/sales';
import { MirrorSnapshot, type MirrorRow } from '@salesagent/mirror';
import { compilePlaybook, type Playbook } from '@salesagent/playbook';
import { BatchContext } from '../src/batch-context';
import type { Action, Tally } from '../src/define';
import { evaluate } from '../src/evaluate';
import { NO_DOCUMENTS, type Documents } from '../src/documents';
import type { Outcome } from '../src/outcome';
import { settingsOf, type ActionSwitch } from '../src/settings';
import type { Pen } from '../src/writing';
import { basePlaybook } from './playbooks';

interface Facts {
  rows: MirrorRow[];
  businessDate: string;
  winCurve: WinCurve | null;
  tallies: Map<string, Tally>;
  playbook: Playbook;
  pen: Pen | null;
  documents: Documents;
}

/** What happened before an action looks; `when` takes the look through gather, decide, draft and verify. */
export class Scenario {
  private constructor(private readonly facts: Facts) {}

  static of(rows: MirrorRow[]): Scenario {
    const playbook = basePlaybook();
    return new Scenario({
      rows,
      businessDate: '2017-12-31',
      winCurve: null,
      tallies: new Map(),
      playbook,
      pen: null,
      documents: NO_DOCUMENTS,
    });
  }

  on(businessDate: string): Scenario {
    return new Scenario({ ...this.facts, businessDate });
  }
  withCurve(winCurve: WinCurve): Scenario {
    return new Scenario({ ...this.facts, winCurve });
  }
  /** An event happened to a record on these days (oldest first). */
  after(record: string, event: string, ...days: string[]): Scenario {
    const at = (day: string | undefined): string | null => (day ? `${day}T00:00:00.000Z` : null);
    const tally = { count: days.length, firstAt: at(days[0]), lastAt: at(days.at(-1)) };
    return new Scenario({ ...this.facts, tallies: new Map(this.facts.tallies).set(`${record}\n${event}`, tally) });
  }
  /** A company's folder over the firm's playbook, or another folder altogether. */
  withPlaybook(dir: string, company?: string): Scenario {
    return new Scenario({ ...this.facts, playbook: compilePlaybook(dir, company ? { company } : {}) });
  }

  /** What drafts are written with; the playbook's templates when absent. */
  withPen(pen: Pen): Scenario {
    return new Scenario({ ...this.facts, pen });
  }

  /** Documents of the company that actions may ask. */
  withDocuments(documents: Documents): Scenario {
    return new Scenario({ ...this.facts, documents });
  }

  /** Takes one look. @throws when the action is off, with the reason */
  async when(action: Action, subjectId: string): Promise<Outcome> {
    const { rows, businessDate, winCurve, tallies, playbook, pen, documents } = this.facts;
    const settings = switchOf(action, playbook);
    if (!settings.on) throw new Error(`${action.id} is off: ${settings.reason}`);
    const mirror = MirrorSnapshot.of(rows);
    const holds = (type: RecordType, field?: string): Promise<boolean> =>
      Promise.resolve(mirror.rows(type).some((r) => !field || (r.fields[field] ?? null) !== null));
    const open = (value: unknown): Promise<unknown> => Promise.resolve(value);
    const sources = { mirror, businessDate, winCurve, playbook, tallies, holds, open, documents };
    const context = new BatchContext(sources).for(settings.settings.section, action);
    const subject = await mirror.get(action.subjectType, subjectId);
    return evaluate(action, subject, context, settings.settings, pen);
  }
}

const switches = new WeakMap<Playbook, Map<Action, ActionSwitch>>();

/** As a service has it: read once for a playbook, with everything that is made of it. */
function switchOf(action: Action, playbook: Playbook): ActionSwitch {
  const known = switches.get(playbook) ?? new Map<Action, ActionSwitch>();
  switches.set(playbook, known);
  const one = known.get(action) ?? settingsOf(action, playbook);
  known.set(action, one);
  return one;
}

/** `await given(deal('D1', {…})).on('2017-12-31').withCurve(winCurve()).when(action, 'D1')` */
export function given(...rows: MirrorRow[]): Scenario {
  return Scenario.of(rows);
}
