import { ACTIONS, PLANNED_ACTIONS, type ActionName } from '@salesagent/canon/sales';
import { offBecause, setRules, type Playbook, type Section } from '@salesagent/playbook';
import type {
  PlaybookInForceView,
  PlaybookOfService,
  PlaybookView,
  SectionAction,
  Whose,
} from '../api/playbook.schema';
import type { PlaybookSectionView } from '../api/playbook-reading.schema';

/** `companies/…` is the company's; every other file is the firm's. */
const isOwn = (file: string): boolean => file.startsWith('companies/');

export function whoseAre(files: readonly string[]): Whose {
  const own = files.filter(isOwn).length;
  return own === 0 ? 'firm' : own === files.length ? 'company' : 'both';
}

/**
 * Whether the action that follows a section does anything: by the word of the agent that runs it, and where it has said
 * nothing, by the playbook that the console quotes.
 */
export function actionOf(
  id: string | null,
  playbook: Playbook,
  services: readonly PlaybookOfService[],
): SectionAction | null {
  if (id === null) return null;
  if (!(id in ACTIONS)) return id in PLANNED_ACTIONS ? { id, state: 'planned', reason: null } : null;
  const said = services.flatMap(({ off }) => off).find(({ action }) => action === id);
  const reason = said?.reason ?? offBecause(playbook, id as ActionName);
  return { id, state: reason === null ? 'on' : 'off', reason };
}

/** The sections in force as they are listed. */
export function sectionRows(
  sections: PlaybookInForceView['sections'],
  playbook: Playbook,
  services: readonly PlaybookOfService[],
): PlaybookView['sections'] {
  return sections.map(({ action, ...section }) => ({
    ...section,
    whose: whoseAre(section.files),
    action: actionOf(action, playbook, services),
  }));
}

/** A section as it is read: its passages as written, and each rule with the place that sets it. */
export function sectionView(
  section: Section,
  playbook: Playbook,
  services: readonly PlaybookOfService[],
): PlaybookSectionView {
  const rules = setRules(section).map(({ path, value, file, line }) => ({
    ...{ path: [...path], value, file, line },
    whose: whoseAre([file]),
  }));
  const passages = section.passages.map(({ id, heading, text, file, line }) => ({
    ...{ id, title: heading, text, file, line },
    whose: whoseAre([file]),
  }));
  const files = [...new Set([...rules, ...passages].map(({ file }) => file))].filter(Boolean).sort();
  return {
    ...{ id: section.id, title: section.title, version: section.version, playbook: playbook.version, files },
    whose: whoseAre(files),
    action: actionOf(section.action, playbook, services),
    ...{ rules, passages },
  };
}
