import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

export interface Answer {
  isError: boolean;
  /** Everything that a model would read. */
  text: string;
  data: Record<string, unknown>;
}

/** An assistant, as far as this server sees one: the SDK's own client without a model. */
export class Assistant {
  private constructor(readonly client: Client) {}

  /** Over HTTP, with a person's token. */
  static async overHttp(url: string, token: string): Promise<Assistant> {
    const headers = { authorization: `Bearer ${token}` };
    return Assistant.of(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  }

  /** Over the standard streams of a program that it starts; what that says beside is told to `heard`. */
  static async overStdio(
    program: { command: string; args: string[]; env: Record<string, string>; cwd: string },
    heard: (text: string) => void = () => undefined,
  ): Promise<Assistant> {
    const transport = new StdioClientTransport({ ...program, stderr: 'pipe' });
    transport.stderr?.on('data', (chunk: Buffer) => heard(chunk.toString()));
    return Assistant.of(transport);
  }

  private static async of(transport: StdioClientTransport | StreamableHTTPClientTransport): Promise<Assistant> {
    const client = new Client({ name: 'test', version: '1' });
    // The SDK's own types differ in `sessionId?: string` once exact optional properties are told apart.
    await client.connect(transport as Parameters<Client['connect']>[0]);
    return new Assistant(client);
  }

  async call(name: string, given: Record<string, unknown> = {}): Promise<Answer> {
    const result = (await this.client.callTool({ name, arguments: given })) as CallToolResult;
    const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    return { isError: result.isError === true, text, data: result.structuredContent ?? {} };
  }

  async read(uri: string): Promise<string> {
    const { contents } = await this.client.readResource({ uri });
    return contents.map((content) => ('text' in content ? content.text : '')).join('\n');
  }

  /** Every resource there is, page by page, as uris. */
  async resources(): Promise<string[]> {
    const uris: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.client.listResources(cursor === undefined ? {} : { cursor });
      uris.push(...page.resources.map(({ uri }) => uri));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return uris;
  }

  async completed(template: string, typed: string): Promise<string[]> {
    const { completion } = await this.client.complete({
      ref: { type: 'ref/resource', uri: template },
      argument: { name: 'id', value: typed },
    });
    return completion.values;
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
