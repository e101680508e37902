import { connect } from 'node:net';

const METADATA = { key: 3, version: 1 };

/**
 * Whether a Kafka broker answers a metadata request on `host:port` (plain text) and counts itself among the live
 * brokers, as it does once its controller lets it serve.
 */
export function servesKafka(address: string, milliseconds = 2_000): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? '', port: Number(port) });
    const answer = (served: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(served);
    };
    const timer = setTimeout(() => answer(false), milliseconds);
    let received = Buffer.alloc(0);
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      // Size and correlation id, four bytes each, then how many brokers there are.
      if (received.length >= 12) answer(received.readInt32BE(8) > 0);
    });
  });
}

/** Size, header (key, version, correlation id, client id), and an empty list: no topics, only the brokers. */
function metadataRequest(): Buffer {
  const client = Buffer.from('salesagent-probe');
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4);
  let at = request.writeInt32BE(request.length - 4, 0);
  at = request.writeInt16BE(METADATA.key, at);
  at = request.writeInt16BE(METADATA.version, at);
  at = request.writeInt32BE(1, at);
  at = request.writeInt16BE(client.length, at);
  at += client.copy(request, at);
  request.writeInt32BE(0, at);
  return request;
}
