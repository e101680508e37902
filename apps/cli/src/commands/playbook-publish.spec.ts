import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../output/io';
import { run } from '../program';

const SECTION = '4-progression/stalled-deal-alert.md';
const TEXT = '---\nrules: { dueInBusinessDays: 1 }\n---\n';
const PROPOSAL = {
  ...{ proposalId: 'p', version: 'v2', replaces: 'v1', digest: 'd', reason: 'a day is enough', by: 'vera' },
  ...{ proposedAt: '2026-03-02T09:00:00.000Z', changes: [], affected: { subjects: 2, deals: 2 } },
};
const REJECTED = {
  ...PROPOSAL,
  ...{ version: 'v3', rejection: { by: 'otto', at: '2026-03-03T09:00:00.000Z', reason: 'too soon', withdrawn: false } },
};
const AFFECTED = {
  ...{ inForce: 'v1', candidate: 'v2', subjects: 2, deals: 2 },
  changes: ['4-progression/stalled-deal-alert: rules.dueInBusinessDays: 2 → 1'],
  actions: [
    {
      ...{
        action: 'stalled-deal-alert',
        agent: 'qualification',
        changes: [],
        looked: 1200,
        leftOut: 1,
        failures: null,
      },
      ...{ off: { before: null, after: null }, counts: { new: 1, gone: 0, changed: 0, worded: 1, weighed: 0 } },
      subjects: [{ subject: 'opportunity/D1', label: 'Rollout', change: 'new', before: null, after: 'Call them' }],
    },
  ],
  others: [{ service: 'deal', inForce: 'v0' }],
};
const IN_FORCE = {
  ...{
    company: 'acme',
    version: 'v1',
    origin: 'playbooks',
    published: null,
    proposals: [PROPOSAL],
    rejected: [REJECTED],
  },
  services: [
    { service: 'qualification', version: 'v1', off: [{ action: 'deal-risk', reason: 'the playbook switches it off' }] },
    { service: 'deal', version: 'v0', off: [] },
    { service: 'lead-gen', version: null, off: [] },
  ],
  passages: {
    version: 4,
    embedding: { model: 'all-MiniLM-L6-v2-int8', failure: null },
    sources: [
      {
        ...{ source: 'documents', place: '/acme/documents', documents: 2, passages: 9, withVector: 8 },
        ...{ since: '2026-03-02T09:00:00.000Z', lookedAt: '2026-03-03T09:00:00.000Z', failure: null, problems: [] },
        unreadable: [
          { file: 'documents/a.pdf', line: 1, message: 'is damaged: it is not indexed', suggestion: 'Save it.' },
        ],
      },
    ],
  },
  sections: [
    { id: '4-progression/deal-risk', version: 'a', files: ['base/4-progression/deal-risk.md'] },
    {
      ...{ id: '4-progression/stalled-deal-alert', version: 'b' },
      files: ['base/4-progression/stalled-deal-alert.md', 'companies/acme/4-progression/stalled-deal-alert.md'],
    },
  ],
};
const ANSWERS: Record<string, unknown> = {
  'GET /api/playbook': IN_FORCE,
  'POST /api/playbook/affected': AFFECTED,
  'POST /api/playbook/proposals': PROPOSAL,
  'POST /api/playbook/reject': REJECTED,
  'POST /api/playbook/sign': { version: 'v2', replaces: 'v1', digest: 'd' },
};

describe('salesagent playbook publish, sign, reject and show', () => {
  let cwd: string;
  let console: Server;
  const asked: { path: string; body: unknown }[] = [];
  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'publish-'));
    for (const file of [SECTION, '7-operations/forecast.md', 'policy.yaml', 'crm.yaml', '4-progression/README.md'])
      write(`playbooks/companies/acme/${file}`, TEXT);
    write('playbooks/base/policy.yaml', '');
    console = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const path = `${request.method} ${request.url}`;
        asked.push({ path, body: text ? (JSON.parse(text) as unknown) : null });
        response.writeHead(path.endsWith('proposals') ? 201 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(ANSWERS[path]));
      });
    });
    await new Promise<void>((listening) => console.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    console.closeAllConnections();
    await new Promise((closed) => console.close(closed));
    rmSync(cwd, { recursive: true });
  });
  beforeEach(() => void (asked.length = 0));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }
  async function salesagent(...args: string[]) {
    let [out, err] = ['', ''];
    const url = `http://127.0.0.1:${(console.address() as AddressInfo).port}`;
    const io: Io = {
      ...{ environment: { SALESAGENT_URL: url, SALESAGENT_TOKEN: 'token' }, cwd, now: () => 0 },
      sleep: () => Promise.resolve(),
      out: (text) => void (out += `${text}\n`),
      err: (text) => void (err += `${text}\n`),
      writeFile: () => undefined,
    };
    return { code: await run(io, ['playbook', ...args]), out, err };
  }
  const paths = () => asked.map(({ path }) => path);

  it('tries what of the company’s folder can be published, and says which deals it affects', async () => {
    const { code, out } = await salesagent('publish', '--dry-run');
    expect(code).toBe(0);
    expect(asked.at(-1)).toEqual({
      path: 'POST /api/playbook/affected',
      body: { files: [{ file: SECTION, text: TEXT }] },
    });
    expect(out).toContain('rules.dueInBusinessDays: 2 → 1');
    expect(out).toContain('2 records of which something would be decided otherwise, 2 open deals among them.');
    expect(out).toContain('stalled-deal-alert: of 1,200 records 1 new, 1 only worded otherwise');
    expect(out).toContain('  opportunity/D1  Rollout\n      nothing → Call them\n  and 1 more');
    expect(out).toContain('deal acts by v0');
    expect(paths()).not.toContain('POST /api/playbook/proposals');
  });

  it('proposes with what was shown, and a second person signs', async () => {
    expect((await salesagent('publish')).err).toContain('Say why with --reason.');
    const { out } = await salesagent('publish', '--reason', 'a day is enough');
    expect(asked.at(-1)).toEqual({
      path: 'POST /api/playbook/proposals',
      body: { files: [{ file: SECTION, text: TEXT }], reason: 'a day is enough', affected: { subjects: 2, deals: 2 } },
    });
    expect(out).toContain('Proposed as v2, in place of v1.');
    expect((await salesagent('sign', 'v2', '--dry-run')).out).toContain('nothing → Call them');
    expect(asked.at(-1)).toEqual({ path: 'POST /api/playbook/affected', body: { version: 'v2' } });
    expect((await salesagent('sign', 'v2')).out).toContain('Playbook v2 is in force in place of v1');
  });

  it('rejects with a reason, and says who did', async () => {
    expect((await salesagent('reject', 'v3')).err).toContain("required option '--reason <text>' not specified");
    expect((await salesagent('reject', 'v3', '--reason', 'too soon')).out).toContain(
      'Playbook v3 is rejected by otto: too soon\nIt can be signed no more',
    );
    expect(asked.at(-1)).toEqual({ path: 'POST /api/playbook/reject', body: { version: 'v3', reason: 'too soon' } });
  });

  it('does not publish one company’s sections for another', async () => {
    expect(await salesagent('publish', '--company', 'other', '--dry-run')).toMatchObject({
      code: 2,
      err: expect.stringContaining('The stack is acme’s, and --company is other.'),
    });
    expect(paths()).toEqual(['GET /api/playbook']);
  });

  it('shows what is in force, what is the company’s own, and what waits', async () => {
    const { out } = await salesagent('show');
    expect(out).toContain('Playbook v1 of acme is in force, from the playbooks folder.');
    expect(out).toContain('2 sections, the company has its own in 1');
    expect(out).toContain(
      '4-progression/stalled-deal-alert  b  [base/4-progression/stalled-deal-alert.md, companies/acme/',
    );
    expect(out).toContain('deal acts by v0 and has yet to take this one up, or has another playbooks folder.');
    expect(out).toContain('lead-gen does not answer.');
    expect(out).toContain('Searched by words and vectors of all-MiniLM-L6-v2-int8.');
    expect(out).toContain('documents (/acme/documents): 2 documents, 9 passages, 8 with a vector, since 2026-03-02');
    expect(out).toContain('documents/a.pdf: is damaged: it is not indexed\n        Save it.');
    expect(out).toContain('deal-risk is off: the playbook switches it off');
    expect(out).toMatch(/v2 {2}proposed .* by vera: a day is enough\n {4}2 records affected, 2 open deals among them/);
    expect(out).toMatch(
      /Rejected\nv3 {2}proposed .* by vera: a day is enough\n {4}2026-03-03 rejected by otto: too soon$/m,
    );
  });
});
