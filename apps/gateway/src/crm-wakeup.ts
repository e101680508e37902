import { Injectable } from '@nestjs/common';

/** Tells whoever follows the CRM's changes, in this process, that something was written. */
@Injectable()
export class CrmWakeUp {
  private readonly listeners = new Set<() => void>();

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  readonly changed = (): void => {
    for (const listener of this.listeners) listener();
  };
}
