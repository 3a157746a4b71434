import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that a test can cut, for one user of it, while the others keep theirs. */
export type Link = {
  readonly port: number;
  /** Ends every connection; new ones are refused. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Nothing passes any more, and nobody is told. */
  hold(): void;
  release(): void;
};

/** Listens on `host` and passes everything on to `target`, a URL. TLS and signatures pass untouched. */
export async function openLink(host: string, target: string): Promise<Link> {
  const url = new URL(target);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    // the other side sees the end; who of the two failed does not matter
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  let held = false;
  const server = createServer((near) => {
    const far = keep(connect(Number(url.port), url.hostname));
    keep(near).pipe(far).pipe(near);
    if (held) stall(near, far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  const listen = async (port: number) =>
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    async cut() {
      // closing twice is an error that says so, and as good as once
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => await listen(port),
    hold() {
      held = true;
      stall(...sockets);
    },
    release() {
      held = false;
      for (const socket of sockets) socket.resume();
    },
  };
}

function stall(...sockets: Socket[]): void {
  for (const socket of sockets) socket.pause();
}
