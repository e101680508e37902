/** Reasons told apart for each action; the rest is one more. */
const MOST = 40;
const OTHER = 'other reasons';

export interface ReasonCount {
  reason: string;
  /** Records it was ever the reason for. */
  subjects: number;
}

/** Why looks came to nothing: what a period without proposals is explained by. */
export class Reasons {
  private readonly byAction = new Map<string, Map<string, Set<string>>>();

  note(action: string, reason: string, subject: string): void {
    const reasons = this.byAction.get(action) ?? new Map<string, Set<string>>();
    this.byAction.set(action, reasons);
    const name = reasons.has(reason) || reasons.size < MOST ? reason : OTHER;
    const subjects = reasons.get(name);
    if (subjects) subjects.add(subject);
    else reasons.set(name, new Set([subject]));
  }

  /** Most frequent first. */
  of(action: string): ReasonCount[] {
    return [...(this.byAction.get(action) ?? [])]
      .map(([reason, subjects]) => ({ reason, subjects: subjects.size }))
      .sort((a, b) => b.subjects - a.subjects || (a.reason < b.reason ? -1 : 1));
  }
}
