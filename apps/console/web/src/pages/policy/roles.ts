const WORDS: Record<string, string> = {
  owner: 'the owner',
  manager: 'the owner’s manager',
  operations_vp: 'operations',
};

/** Whose decision it is, as people say it. */
export function roleInWords(role: string): string {
  return WORDS[role] ?? role;
}
