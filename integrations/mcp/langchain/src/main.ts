import { MultiServerMCPClient } from '@langchain/mcp-adapters';

/**
 * The tools of the B2B Sales Agent as LangChain tools. Two are called here as an agent would call them; hand `tools` to
 * `createAgent({ model, tools })` and the model chooses.
 */
const token = process.env['SALESAGENT_TOKEN'];
if (!token) throw new Error('Set SALESAGENT_TOKEN: docs/mcp.md says where it is.');

const client = new MultiServerMCPClient({
  mcpServers: {
    salesagent: {
      transport: 'http',
      url: process.env['SALESAGENT_MCP_URL'] ?? 'http://127.0.0.1:4300/mcp',
      headers: { Authorization: `Bearer ${token}` },
    },
  },
});

try {
  const tools = await client.getTools();
  console.log(`Tools: ${tools.map(({ name }) => name).join(', ')}`);

  const call = async (name: string, given: Record<string, unknown>): Promise<string> => {
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw new Error(`There is no tool ${name}.`);
    const answer: unknown = await tool.invoke(given);
    return typeof answer === 'string' ? answer : JSON.stringify(answer);
  };
  console.log(await call('search_playbook', { question: 'When is a deal called stalled?', limit: 1 }));
  console.log(await call('list_deals', { lane: 'stalled', limit: 3 }));
} finally {
  await client.close();
}
