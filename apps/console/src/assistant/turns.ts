/** How many requests of assistants are worked on at once: in all, and of one person. */
export const MOST_AT_ONCE = { all: 32, person: 4 };

/** Hands out turns, so that one assistant in a loop takes neither the console nor other people's turns. */
export class Turns {
  private readonly taken = new Map<string, number>();
  private all = 0;

  constructor(private readonly most = MOST_AT_ONCE) {}

  /** Gives the turn back when called, once; null where there is none to give. */
  take(person: string): (() => void) | null {
    const held = this.taken.get(person) ?? 0;
    if (this.all >= this.most.all || held >= this.most.person) return null;
    this.all += 1;
    this.taken.set(person, held + 1);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.all -= 1;
      const left = (this.taken.get(person) ?? 1) - 1;
      if (left > 0) this.taken.set(person, left);
      else this.taken.delete(person);
    };
  }
}
