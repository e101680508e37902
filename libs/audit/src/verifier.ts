import type { JsonWebKey } from 'node:crypto';
import { HeadsOnChain } from './heads-on-chain';
import { eventHash, genesis, linkHash, type AuditLink, type ChainContinued } from './link';
import { auditLineSchema, type AuditLine } from './lines';
import type { SignedHead } from './head';
import type { AuditProblem, AuditVerification } from './verification';

export interface VerifierOptions {
  /** Public keys the asker trusts. Without any, the one in the export is taken at its word. */
  keys?: readonly JsonWebKey[];
  /** Heads kept elsewhere, to be held against the chain as well. */
  heads?: readonly SignedHead[];
}

/** More of one kind say nothing new, and a chain of another company would give one for every link. */
const PROBLEMS_KEPT = 1_000;

/** Holds an export against itself, its signatures and what is known from elsewhere; line by line, in little memory. */
export class AuditVerifier {
  private readonly problems: AuditProblem[] = [];
  private company: string | null = null;
  private heads: HeadsOnChain;
  private lines = 0;
  private links = 0;
  private headLines = 0;
  private ended = false;
  private last: { seq: number; hashes: readonly string[] } | null = null;

  constructor(private readonly options: VerifierOptions = {}) {
    this.heads = new HeadsOnChain(options.keys ?? [], (problem) => this.found(problem));
  }

  /** The next line of the export, without its line end. */
  line(text: string): void {
    this.lines += 1;
    if (text.trim() === '') return;
    const parsed = auditLineSchema.safeParse(json(text));
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : 'it is not JSON';
      this.found({ code: 'unreadable-line', seq: null, message: `Line ${this.lines} cannot be read (${where}).` });
      return;
    }
    this.take(parsed.data);
  }

  /** What was found, after the last line. */
  end(): AuditVerification {
    if (this.company === null) {
      this.found({ code: 'not-an-export', seq: null, message: 'This is no export of an audit chain.' });
    } else if (!this.ended) {
      this.found({
        code: 'file-cut',
        seq: null,
        message: `The file ends after link ${this.last?.seq ?? 0} without its last line: its end was cut off.`,
      });
    }
    const end = { seq: this.last?.seq ?? 0, whole: this.ended };
    const heads = this.heads.end(end);
    return {
      company: this.company,
      valid: this.problems.length === 0,
      links: this.links,
      ...heads,
      keysGiven: (this.options.keys ?? []).length > 0,
      problems: this.problems,
    };
  }

  private take(line: AuditLine): void {
    if (line.kind === 'chain') {
      this.company = line.company;
      this.heads.begin(line.company, line.publicKey);
      for (const head of this.options.heads ?? []) this.heads.add(head);
    } else if (line.kind === 'head') {
      this.headLines += 1;
      this.heads.add(line.head);
    } else if (line.kind === 'link') {
      this.link(line.link, line.event as Parameters<typeof eventHash>[0] | null);
    } else if (line.kind === 'unlinked') {
      const { source, type, eventId, recordedAt } = line;
      const what = `${type} ${eventId} (recorded at ${recordedAt})`;
      const message = `The log of ${source} holds ${what}, which no link covers: it was put in behind the chain.`;
      this.found({ code: 'row-unlinked', seq: null, message });
    } else {
      this.finish(line);
    }
  }

  private finish({ links, heads }: Extract<AuditLine, { kind: 'end' }>): void {
    this.ended = true;
    if (links === this.links && heads === this.headLines) return;
    const said = `${links} links and ${heads} heads were written, ${this.links} and ${this.headLines} are there`;
    this.found({ code: 'file-cut', seq: null, message: `The export is not whole: ${said}.` });
  }

  private link(link: AuditLink, event: Parameters<typeof eventHash>[0] | null): void {
    this.links += 1;
    const { seq } = link;
    const expected = (this.last?.seq ?? 0) + 1;
    const inPlace = seq === expected;
    if (!inPlace) this.outOfPlace(seq, expected);
    const computed = linkHash(link);
    if (computed !== link.hash) {
      this.found({
        code: 'link-changed',
        seq,
        message: `Link ${seq} (${nameOf(link)}) was changed: its content does not have the hash that it states.`,
      });
    }
    const before = this.last?.hashes ?? [genesis(this.company ?? '')];
    if (inPlace && !before.includes(link.previous)) {
      const message =
        seq === 1
          ? `Link 1 is not the beginning of the chain of ${this.company ?? 'a company'}.`
          : `Link ${seq} does not follow link ${seq - 1}: it stands on another one.`;
      this.found({ code: 'chain-broken', seq, message });
    }
    this.row(link, event);
    this.heads.link(link);
    if (link.type === 'ChainContinued' && event !== null && eventHash(event) === link.eventHash)
      this.heads.continued(link, event.data as ChainContinued);
    this.last = { seq, hashes: [link.hash, computed] };
  }

  private outOfPlace(seq: number, expected: number): void {
    const missing = seq - 1 === expected ? `Link ${expected} is` : `Links ${expected} to ${seq - 1} are`;
    const message =
      seq > expected
        ? `${missing} missing: after link ${expected - 1} comes link ${seq}.`
        : `Link ${seq} comes where link ${expected} should: links were put in or stand in another order.`;
    this.found({ code: seq > expected ? 'link-missing' : 'chain-broken', seq: expected, message });
  }

  private row(link: AuditLink, event: Parameters<typeof eventHash>[0] | null): void {
    const { seq } = link;
    if (event === null) {
      const message = `The row behind link ${seq} is gone: the log of ${link.source} no longer holds ${nameOf(link)}.`;
      this.found({ code: 'row-missing', seq, message });
    } else if (event.id !== link.eventId || eventHash(event) !== link.eventHash) {
      const message = `The row behind link ${seq} was changed: ${nameOf(link)} in the log of ${link.source} is not what was chained.`;
      this.found({ code: 'row-changed', seq, message });
    }
  }

  private found(problem: Omit<AuditProblem, 'line'>): void {
    if (this.problems.length >= PROBLEMS_KEPT) return;
    this.problems.push({ ...problem, line: this.ended || this.lines === 0 ? null : this.lines });
  }
}

const nameOf = ({ type, eventId, stream }: AuditLink): string => `${type} ${eventId} of ${stream}`;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
