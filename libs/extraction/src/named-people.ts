/** Somebody around a deal, by the name they are known under. */
export interface Named {
  name: string;
  /** `contact/C1` */
  record: string;
}

/** Those whom a text names, in full or by a part of their name. */
export function namedIn(text: string, people: readonly Named[]): Named[] {
  const words = new Set(text.split(/[^\p{L}\d'’-]+/u));
  return people.filter(
    ({ name }) => text.includes(name) || name.split(/\s+/).some((p) => p.length > 2 && words.has(p)),
  );
}
