import type { Account } from './people';

/** The sign-in page of the local stack: a list of people, no passwords, since everything stays on this machine. */
export function signInPage(action: string, accounts: Account[], company: string): string {
  const rows = accounts.map(
    ({ id, name, note }) =>
      `<button name="account" value="${escaped(id)}"><b>${escaped(name)}</b><span>${escaped(note)}</span></button>`,
  );
  return page(
    'Sign in',
    `<h1>Sign in to ${escaped(company)}</h1>
<p>This stack runs on your own machine, so there is no password: choose whom to be. In production this page is your
company's identity provider.</p>
<form method="post" action="${escaped(action)}">${rows.join('\n')}</form>`,
  );
}

/** Pages of the device flow: the person confirms the code that the command line shows. */
export function devicePage(title: string, content: string): string {
  return page(title, `<h1>${escaped(title)}</h1>\n${content}`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
button, input { font: inherit; padding: .6rem .9rem; border: 1px solid #8887; border-radius: .5rem; }
form button { display: flex; width: 100%; justify-content: space-between; gap: 1rem; margin: .4rem 0; cursor: pointer; }
button span { opacity: .7; }
button:hover, button:focus-visible { outline: 2px solid #3b82f6; }
</style>
</head>
<body>
${body}
</body>
</html>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
