import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  source: string;
}

export interface MailServer {
  url: string;
  received: ReceivedMail[];
  /** Every recipient is refused with this code from now on; null takes all. */
  refuseWith(code: number | null): void;
  close(): Promise<void>;
}

/** A mail server of a test's own, in this process. */
export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let refusal: number | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: (_address, _session, answer) =>
      answer(refusal === null ? null : Object.assign(new Error('not now, not here'), { responseCode: refusal })),
    onData: (stream, { envelope }, answer) => {
      void text(stream).then((source) => {
        received.push({ to: envelope.rcptTo.map(({ address }) => address), source });
        answer();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    refuseWith: (code) => {
      refusal = code;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/**
 * A server that falls silent: at once, or once it was given the whole mail.
 * @param words answers to what the client says, in its order; after the last it says nothing more
 */
export async function startSilentServer(words: string[]): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const left = [...words];
    const speak = () => left.length > 0 && socket.write(`${left.shift()}\r\n`);
    speak();
    socket.on('data', speak).on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
