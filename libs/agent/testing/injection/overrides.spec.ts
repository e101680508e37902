import { attempts, overrides, problemsWith, withOverride } from '.';

describe('a company’s override of the playbook', () => {
  it.each(overrides().refused.map((o) => [o.id, o] as const))('%s is refused by the check', async (_, override) => {
    const problems = await withOverride(override, problemsWith);
    expect(problems.filter(({ file }) => file === `companies/acme/${override.file}`)).not.toEqual([]);
    for (const { line, message, suggestion } of problems) {
      expect({ line: line > 0, message: message !== '', suggestion: suggestion !== '' }).toEqual({
        line: true,
        message: true,
        suggestion: true,
      });
    }
  });
});

it('is counted with the texts: 300 attempts and more', () => {
  const { refused, words } = overrides();
  expect(attempts().length + refused.length + words.length).toBeGreaterThanOrEqual(340);
});
