/**
 * A suite that needs something a machine may not have. Without it the suite is skipped, and its name says why; where
 * `CI=true` promises a complete machine, that is a failure instead.
 */
export function describeWith(requirement: { name: string; met: boolean }, suite: string, body: () => void): void {
  if (requirement.met) {
    describe(suite, body);
  } else if (process.env['CI'] === 'true') {
    it(`${suite}: needs ${requirement.name}`, () => {
      throw new Error(`${requirement.name} is missing, and CI=true allows nothing to be skipped`);
    });
  } else {
    it.skip(`${suite} (needs ${requirement.name})`, () => undefined);
  }
}
