// Runs the protocol's own conformance suite against a running console. The suite sends no token, so it is asked through a
// proxy on this machine that adds the person's and hands everything else on as it came.
import { spawn } from 'node:child_process';
import { createServer, request } from 'node:http';

const SUITE = '@modelcontextprotocol/conformance@0.1.16';
const SCENARIOS = ['server-initialize', 'ping', 'tools-list', 'resources-list', 'dns-rebinding-protection'];

const { SALESAGENT_URL: url = 'http://127.0.0.1:4300', SALESAGENT_TOKEN: token } = process.env;
if (!token) {
  console.error('Set SALESAGENT_TOKEN: docs/mcp.md says where it is.');
  process.exit(2);
}
const target = new URL(url);
if (target.protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(target.hostname)) {
  console.error('SALESAGENT_URL must be a console on this machine: only there has it several names to be asked by.');
  process.exit(2);
}

const proxy = createServer((asked, answer) => {
  const { port } = proxy.address();
  // Names stay as they came, for they are what is tried; the port is the console's.
  const ported = (value) => value?.replace(`:${port}`, `:${target.port}`);
  const headers = { ...asked.headers, host: ported(asked.headers.host), authorization: `Bearer ${token}` };
  if (asked.headers.origin) headers.origin = ported(asked.headers.origin);
  const { method, url: path } = asked;
  const passed = request({ host: target.hostname, port: target.port, path, method, headers }, (given) => {
    answer.writeHead(given.statusCode, given.headers);
    given.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  asked.pipe(passed);
});
await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));

let failed = 0;
for (const scenario of SCENARIOS) {
  const words = [
    '-y',
    SUITE,
    'server',
    '--url',
    `http://127.0.0.1:${proxy.address().port}/mcp`,
    '--scenario',
    scenario,
  ];
  const suite = spawn('npx', words, { stdio: 'inherit' });
  const status = await new Promise((ended) => suite.once('close', ended));
  if (status !== 0) failed += 1;
}
proxy.close();
console.log(`${SCENARIOS.length - failed} of ${SCENARIOS.length} scenarios passed.`);
process.exit(failed === 0 ? 0 : 1);
