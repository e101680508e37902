import { ModelError } from './errors';
import { addUsage, NO_USAGE, type Usage } from './port';
import type { ToolCall } from './tools';

/** What a call has used so far; it is paid for whether an answer comes of it or not. */
export class Progress {
  usage: Usage = NO_USAGE;
  attempts = 0;
  readonly toolCalls: ToolCall[] = [];
  private readonly started = performance.now();
  /** Requests whose use nobody told us. */
  private unknown = 0;
  private model: string | undefined;

  get elapsedMs(): number {
    return performance.now() - this.started;
  }

  /** A request goes out. Until it is heard of, its use is unknown. */
  sent(): void {
    this.attempts += 1;
    this.unknown += 1;
  }

  heard({ usage, model }: { usage: Usage; model: string }): void {
    this.usage = addUsage(this.usage, usage);
    this.model = model;
    // A server that reports nothing leaves it unknown.
    if (usage.inputTokens + usage.outputTokens > 0) this.unknown -= 1;
  }

  /** The last request was turned away, which costs nothing. */
  free(): void {
    this.unknown -= 1;
  }

  /** Notes on an error what was spent. */
  spentOn(error: unknown): unknown {
    if (error instanceof ModelError) error.spent = this.spent();
    return error;
  }

  spent() {
    const { usage, attempts, unknown: unreported, model, toolCalls } = this;
    return { usage, attempts, unreported, toolCalls, ...(model !== undefined && { model }) };
  }
}
