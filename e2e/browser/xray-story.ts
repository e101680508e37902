import type { Stage } from './stories';
import { visitAs, type Visit } from './visit';

/** Somebody in operations opens the console and reads five findings. */
export function xrayStory(stage: () => Stage): void {
  describe('the X-ray', () => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await visitAs(stage().browser, stage().baseUrl, stage().operations);
    });
    afterAll(() => visit?.close());

    it('is where operations lands, with five findings', async () => {
      await visit.page.waitForURL('**/xray');
      const findings = visit.page.locator('[data-finding]');
      await findings.nth(4).waitFor();
      expect(await findings.count()).toBe(5);
    });

    it('says what the export holds', async () => {
      const { expected } = stage();
      if (!expected) return;
      for (const { finding, says } of expected.xray) {
        expect(await visit.page.locator(`[data-finding="${finding}"]`).innerText()).toMatch(says);
      }
    });

    it('opens the deals behind a finding', async () => {
      const finding = visit.page.locator('[data-finding="dead-pipeline"]');
      const sentence = await finding.innerText();
      await finding.getByRole('link', { name: /^Open the/ }).click();
      await visit.page.waitForURL('**/behind?**');
      const table = visit.page.getByRole('table');
      await table.waitFor();
      expect(await table.getByRole('link').count()).toBeGreaterThan(0);
      const stated = stage().expected?.xray.find((one) => one.finding === 'dead-pipeline')?.deals;
      if (stated) {
        expect(sentence).toContain(stated.toLocaleString('en-US'));
        expect(await visit.page.locator('header').last().innerText()).toContain(stated.toLocaleString('en-US'));
      }
    });

    it('shows the last page of those deals where an address is past their end, and the first where it is none', async () => {
      const address = visit.page.url();
      for (const offset of ['1000000', '-5', '1.5', 'x']) {
        await visit.page.goto(`${address}&offset=${offset}`);
        await visit.page.getByRole('table').getByRole('link').first().waitFor();
      }
    });

    it('downloads as a Word memo', async () => {
      const response = await visit.page.request.get('/api/xray/document?format=docx');
      expect(response.status()).toBe(200);
      // A .docx is a zip file.
      expect((await response.body()).subarray(0, 2).toString()).toBe('PK');
    });

    it('broke nothing and was allowed everything it loaded', () => {
      expect(visit.problems).toEqual([]);
    });
  });
}
