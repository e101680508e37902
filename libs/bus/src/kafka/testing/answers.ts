import { connect, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** Requests of Kafka's protocol by their number. */
export const REQUEST = { joinGroup: 11, heartbeat: 12 } as const;
/** Its errors by their number. */
export const ERROR = { coordinatorLoading: 14, notCoordinator: 16 } as const;

type Request = (typeof REQUEST)[keyof typeof REQUEST];

/** Where the error stands in a frame, from its length on: in answers to both kinds of request behind the throttle time. */
const ERROR_AT = 12;

/** Sockets to a real broker whose next answer to a kind of request can be made an error. */
export class Answers {
  private readonly planned = new Map<number, number>();

  /** The next answer to such a request says this error, whatever the broker did. */
  next(request: Request, error: number): void {
    this.planned.set(request, error);
  }

  /** Whether what was planned has been said. */
  get said(): boolean {
    return this.planned.size === 0;
  }

  readonly socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect);
    const asked = new Map<number, number>();
    this.watch(socket, asked);
    return socket;
  };

  private watch(socket: Socket, asked: Map<number, number>): void {
    const write = socket.write.bind(socket) as (data: Buffer) => boolean;
    socket.write = ((data: Buffer) => {
      asked.set(data.readInt32BE(8), data.readInt16BE(4));
      return write(data);
    }) as typeof socket.write;
    const emit = socket.emit.bind(socket);
    socket.emit = ((event: string, ...args: unknown[]) => {
      if (event === 'data') this.alter(args[0] as Buffer, asked);
      return emit(event, ...args);
    }) as typeof socket.emit;
  }

  /** Frames that begin in this piece; the short ones that are altered come whole. */
  private alter(data: Buffer, asked: Map<number, number>): void {
    for (let at = 0; at + ERROR_AT + 2 <= data.length; at += 4 + data.readInt32BE(at)) {
      const request = asked.get(data.readInt32BE(at + 4));
      const error = request === undefined ? undefined : this.planned.get(request);
      if (error === undefined) continue;
      this.planned.delete(request!);
      data.writeInt16BE(error, at + ERROR_AT);
    }
  }
}
