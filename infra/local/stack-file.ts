import type { Home, HomeCompany } from './home';

/** What runs where: `SALESAGENT_HOME/stack.json`, by which the command line finds the console. */
export interface StackFile {
  version: 1;
  /** Process of start. */
  pid: number;
  company: HomeCompany;
  /** True until what this start was asked to load is in: before, the company is empty or half there. */
  loading: boolean;
  consoleUrl: string;
  issuer: string;
  temporal: { address: string; namespace: string; pid: number | null };
  /** Null when the database carries the events; without a process when it was there. */
  kafka: { brokers: string; pid: number | null } | null;
  postgres: { port: number; pid: number; database: string };
  services: Record<string, { url: string; pid: number | null }>;
}

const FILE = 'stack.json';

export class StackRecord {
  private content: StackFile | null = null;

  constructor(private readonly home: Home) {}

  /** What the last start wrote and did not take away: it was killed. */
  leftOver(): StackFile | null {
    return this.home.read<StackFile>(FILE);
  }

  open(content: StackFile): void {
    this.content = content;
    this.save();
  }

  update(change: (content: StackFile) => void): void {
    if (!this.content) return;
    change(this.content);
    this.save();
  }

  close(): void {
    this.content = null;
    this.home.remove(FILE);
  }

  private save(): void {
    if (this.content) this.home.write(FILE, this.content);
  }
}
