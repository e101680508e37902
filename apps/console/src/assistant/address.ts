/** Where assistants reach the console, and where they learn who signs people in (RFC 9728). */
export const MCP_PATH = '/mcp';
export const METADATA_PATH = `/.well-known/oauth-protected-resource${MCP_PATH}`;

export const metadataUrl = (consoleUrl: URL): string => new URL(METADATA_PATH, consoleUrl).href;

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The names by which the console is asked: its own, and on one's own machine all that this machine is called. */
export function ownOrigins(consoleUrl: URL): URL[] {
  if (!LOOPBACK.includes(consoleUrl.hostname)) return [consoleUrl];
  return LOOPBACK.map((name) => {
    const url = new URL(consoleUrl);
    url.hostname = name;
    return url;
  });
}
