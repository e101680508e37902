import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { dataBlock, OF_RECORDS, shownValue } from './record-text';
import { inWords, toldBy } from './refusal';
import { registerResources } from './resources/register';
import { TOOLS } from './tools';
import type { Means, Tool } from './tools/tool';

export interface ServerParts extends Means {
  /** Told of errors that nobody foresaw, for the log; an assistant does not see them. */
  log(error: unknown): void;
}

export const SERVER_NAME = 'b2b-sales-agent';
/** Of these tools and resources: its first number grows when one goes or means something else. */
const VERSION = '1.0.0';

const INSTRUCTIONS = [
  'The B2B sales agents of a company: their playbook, deals, accounts, scores, and what they propose.',
  'You act as the person who is signed in: you see what they may see, and nothing else.',
  'Answer questions on how to sell here from search_playbook, with the ids of the passages; where it does not know, say so.',
  'You can ask an agent to look at a record (propose_action). You cannot approve, reject, send, write or stop anything: a person does, in the console.',
  OF_RECORDS,
].join('\n');

/** The MCP server for one signed-in person; not yet connected to a transport. */
export function assistantServer(parts: ServerParts): McpServer {
  const server = new McpServer(
    { name: SERVER_NAME, title: 'B2B Sales Agent', version: VERSION },
    { instructions: INSTRUCTIONS, capabilities: { tools: {}, resources: {}, completions: {} } },
  );
  const failed = (error: unknown): void => {
    if (toldBy(error) === null) parts.log(error);
  };
  for (const tool of TOOLS) registerTool(server, tool, parts, failed);
  registerResources(server, parts, failed);
  return server;
}

function registerTool(server: McpServer, tool: Tool, means: Means, failed: (error: unknown) => void): void {
  const { name, title, description, annotations, input, output, handling, run } = tool;
  const outputSchema = { handling: z.string().describe('how to read what follows'), ...output };
  server.registerTool(
    name,
    { title, description, annotations: { title, ...annotations }, inputSchema: input, outputSchema },
    async (given): Promise<CallToolResult> => {
      try {
        const { say, data } = await run(given, means);
        const shown = shownValue(data);
        return {
          content: [
            { type: 'text', text: say },
            { type: 'text', text: dataBlock(shown, handling), annotations: { audience: ['assistant'] } },
          ],
          structuredContent: { handling, ...shown },
        };
      } catch (error) {
        failed(error);
        return { isError: true, content: [{ type: 'text', text: inWords(error) }] };
      }
    },
  );
}
