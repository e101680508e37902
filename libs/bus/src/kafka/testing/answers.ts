import { connect, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** Requests of Kafka's protocol by their number. */
export const REQUEST = { joinGroup: 11, heartbeat: 12 } as const;
/** Its errors by their number. */
export const ERROR = { coordinatorLoading: 14, notCoordinator: 16 } as const;

type Request = (typeof REQUEST)[keyof typeof REQUEST];

/** Where the error stands in a frame, from its length on: in answers to both kinds of request behind the throttle time. */
const ERROR_AT = 12;

interface Conversation {
  /** What was asked, by the number that its answer carries. */
  asked: Map<number, number>;
  /** Of the frame that is coming in: bytes of its length so far, and how many bytes are still to come. */
  frame: { length: Buffer; left: number };
}

/** Sockets to a real broker whose next answer to a kind of request can be made an error. */
export class Answers {
  private readonly planned = new Map<number, number>();
  private refused: number | null = null;

  /** The next answer to such a request says this error, whatever the broker did. */
  next(request: Request, error: number): void {
    this.planned.set(request, error);
  }

  /** The next request to join does not reach the broker, and is answered by this error. */
  refuseToJoin(error: number): void {
    this.refused = error;
  }

  /** Whether what was planned has been said. */
  get said(): boolean {
    return this.planned.size === 0 && this.refused === null;
  }

  readonly socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect);
    this.watch(socket, { asked: new Map(), frame: { length: Buffer.alloc(0), left: 0 } });
    return socket;
  };

  private watch(socket: Socket, conversation: Conversation): void {
    const { asked } = conversation;
    const write = socket.write.bind(socket) as (data: Buffer) => boolean;
    const emit = socket.emit.bind(socket);
    socket.write = ((data: Buffer) => {
      const [request, correlation] = [data.readInt16BE(4), data.readInt32BE(8)];
      if (request === REQUEST.joinGroup && this.refused !== null) {
        const answer = joinRefused(correlation, this.refused);
        this.refused = null;
        setImmediate(() => emit('data', answer));
        return true;
      }
      asked.set(correlation, request);
      return write(data);
    }) as typeof socket.write;
    socket.emit = ((event: string, ...args: unknown[]) => {
      if (event === 'data') this.alter(args[0] as Buffer, conversation);
      return emit(event, ...args);
    }) as typeof socket.emit;
  }

  /** Frames come in pieces as the network has them; the short ones that are altered come whole. */
  private alter(data: Buffer, { asked, frame }: Conversation): void {
    for (let at = 0; at < data.length;) {
      if (frame.left > 0) {
        const taken = Math.min(frame.left, data.length - at);
        frame.left -= taken;
        at += taken;
        continue;
      }
      if (frame.length.length === 0 && data.length - at >= ERROR_AT + 2) this.alterOne(data.subarray(at), asked);
      const read = data.subarray(at, at + 4 - frame.length.length);
      frame.length = Buffer.concat([frame.length, read]);
      at += read.length;
      if (frame.length.length < 4) continue;
      frame.left = frame.length.readInt32BE(0);
      frame.length = Buffer.alloc(0);
    }
  }

  private alterOne(answer: Buffer, asked: ReadonlyMap<number, number>): void {
    const request = asked.get(answer.readInt32BE(4));
    const error = request === undefined ? undefined : this.planned.get(request);
    if (error === undefined) return;
    this.planned.delete(request!);
    answer.writeInt16BE(error, ERROR_AT);
  }
}

/** No throttle time, the error, and nothing of a generation, a protocol, a leader, a member and its members. */
function joinRefused(correlation: number, error: number): Buffer {
  const frame = Buffer.alloc(28);
  frame.writeInt32BE(24, 0);
  frame.writeInt32BE(correlation, 4);
  frame.writeInt16BE(error, ERROR_AT);
  return frame;
}
