import type { Playbook } from './playbook';
import type { PlaybookProblem } from './problems';
import { isPlaceholder } from './template';

/** Double braces that are no placeholder: nothing would be filled in, and whoever reads the message would see them. */
export function oddPlaceholders(playbook: Playbook): PlaybookProblem[] {
  return playbook.sections.flatMap(({ passages }) =>
    passages.flatMap(({ file, line, heading, text }) =>
      [...text.matchAll(/\{\{[^{}]*\}\}?/g)]
        .filter(([braces]) => !isPlaceholder(braces))
        .map(([braces]) => ({
          ...{ file, line, message: `"${heading}" has ${braces}, which is no placeholder` },
          suggestion: 'write {{name}}, or {{name, if any}} where its paragraph may be left out',
        })),
    ),
  );
}
