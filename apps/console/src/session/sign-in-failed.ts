import type { Problem } from '../api/problem.schema';

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** What a person sees when signing in fails: what, the remedy, and the way to try again. */
export function signInFailedPage(problem: Problem): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign-in failed</title>
<h1>Sign-in failed</h1>
<p>${escape(problem.message)}</p>
<p>${escape(problem.remedy ?? '')}</p>
<p><a href="/auth/login">Try again</a></p>
</html>
`;
}
