import { sha256Canonical } from '@salesagent/governance';
import {
  changesInWords,
  checkPlaybook,
  diffPlaybooks,
  notPublishable,
  type Playbook,
  type PlaybookFile,
} from '@salesagent/playbook';
import type { Db } from './docket-rows';
import type { ProposalRefusal } from './proposals';
import { ActRefused } from './two-people';

/** Where the firm's playbook and the company's folder are. */
export interface PlaybookPlace {
  dir: string;
  company: string;
}

export type PlaybookRefusal = ProposalRefusal<'playbook'>;

/** A playbook that is not taken, with what to do instead. */
export class PlaybookRefused extends ActRefused<PlaybookRefusal> {}

export interface PlaybookPublished {
  proposalId: string;
  version: string;
  digest: string;
  files: PlaybookFile[];
  reason: string;
  by: string;
  proposedAt: Date;
  signedBy: string;
  signedAt: Date;
}

/** What was signed last; null while the company's folder is in force. */
export async function latestPlaybook(db: Db): Promise<PlaybookPublished | null> {
  const { rows } = await db.query<PlaybookPublished>(
    `select proposal_id as "proposalId", version, digest, files, reason, by, proposed_at as "proposedAt",
       signed_by as "signedBy", signed_at as "signedAt"
     from orchestrator.playbook_proposal where signature is not null order by signature desc limit 1`,
  );
  return rows[0] ?? null;
}

/** What a signature binds: names and words of the files, in order of name. */
export const digestOf = (files: readonly PlaybookFile[]): string => sha256Canonical(sorted(files));

export const sorted = (files: readonly PlaybookFile[]): PlaybookFile[] =>
  [...files].sort((a, b) => (a.file < b.file ? -1 : 1)).map(({ file, text }) => ({ file, text }));

export interface PlaybookCandidate {
  version: string;
  digest: string;
  files: PlaybookFile[];
  playbook: Playbook;
  /** Against what is in force, in words. */
  changes: string[];
}

/**
 * A company's layer that somebody wants to try or to publish, over the firm's playbook.
 * @throws PlaybookRefused naming every file that cannot be published and every mistake with file, line and remedy
 */
export function candidateOf(
  files: readonly PlaybookFile[],
  place: PlaybookPlace,
  inForce: Playbook,
): PlaybookCandidate {
  const twice = files.find(({ file }, i) => files.findIndex((other) => other.file === file) !== i);
  const kept = files.flatMap(({ file }) => {
    const why = notPublishable(file);
    return why === null ? [] : [`${file} cannot be published: ${why}`];
  });
  if (twice) kept.push(`${twice.file} is given twice`);
  if (kept.length > 0)
    throw new PlaybookRefused('bad-playbook', kept.join('\n'), 'Leave it out; `salesagent playbook publish` does.');
  const { playbook, problems } = checkPlaybook(place.dir, { company: place.company, published: files });
  if (problems.length > 0)
    throw new PlaybookRefused(
      'bad-playbook',
      problems.map((p) => `${p.file}:${p.line}: ${p.message}\n    ${p.suggestion}`).join('\n'),
      'Correct it; `salesagent playbook check --company SLUG` tries it without a stack.',
    );
  const changes = changesInWords(diffPlaybooks(inForce, playbook));
  return { version: playbook.version, digest: digestOf(files), files: sorted(files), playbook, changes };
}
