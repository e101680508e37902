/** `agent/lead-gen` → `the agent lead-gen`: what a scope of the kill switch stops, as a sentence calls it. */
export function scopeInWords(scope: string): string {
  const [kind = '', id] = scope.split('/');
  return id === undefined ? 'all agents' : `the ${kind} ${id}`;
}
