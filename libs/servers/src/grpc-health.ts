import { connect } from 'node:http2';

const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';

/** Whether a Temporal frontend at `host:port` says that it serves; never throws. */
export function servesTemporal(address: string, milliseconds = 2_000): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const end = (answer: boolean) => {
      clearTimeout(timer);
      session.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(false), milliseconds);
    session.once('error', () => end(false));
    const call = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const answer: Buffer[] = [];
    call.on('data', (chunk: Buffer) => answer.push(chunk));
    call.once('error', () => end(false));
    // gRPC frame: one byte compression, four bytes length; then field 1 (status) = 1 (SERVING).
    call.once('end', () =>
      end(
        Buffer.concat(answer)
          .subarray(5)
          .equals(Buffer.from([0x08, 0x01])),
      ),
    );
    const message = Buffer.concat([Buffer.from([0x0a, SERVICE.length]), Buffer.from(SERVICE)]);
    const header = Buffer.alloc(5);
    header.writeUInt32BE(message.length, 1);
    call.end(Buffer.concat([header, message]));
  });
}
