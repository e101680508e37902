import type { Passage } from '../client/generated';

/** Passages with what they say; of a template, which says nothing until it is filled, only the name. */
export function passagesText(passages: readonly Passage[]): string[] {
  const templates = passages.filter(({ text }) => text?.includes('{{'));
  return [
    ...passages
      .filter((passage) => !templates.includes(passage))
      .map(({ id, text }) => `\n[${id}] ${text ?? 'This passage is no longer in the playbook.'}`),
    ...(templates.length > 0 ? [`\nWorded by ${templates.map(({ id }) => id).join(', ')}`] : []),
  ];
}
