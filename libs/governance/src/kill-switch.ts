/** Scopes of the kill switch that cover one action. */
export function scopesOf(a: { agent: string; action: string; accountId: string | null }): string[] {
  const scopes = ['all', `agent/${a.agent}`, `action/${a.action}`];
  if (a.accountId !== null) scopes.push(`account/${a.accountId}`);
  return scopes;
}

const SCOPE = /^(all|agent\/[a-z-]+|action\/[a-z-]+|account\/.+)$/;
export function isScope(text: string): boolean {
  return SCOPE.test(text);
}
