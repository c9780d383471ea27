import { connect, type Socket } from 'node:net';

export type RespReply = Buffer | string | number | null | RespError | RespReply[];

/** An answer that says no; among the answers of a transaction it is one of them. */
export class RespError extends Error {}

export interface RespClient {
  /** Commands of one call go out in one piece, so that nobody else's stand between them. */
  send(commands: readonly (readonly string[])[]): Promise<RespReply[]>;
  close(): void;
}

interface Waiting {
  resolve(reply: RespReply): void;
  reject(error: Error): void;
}

const CRLF = '\r\n';

/** The least of a Redis client: one connection, answers in the order of the questions (RESP2). For tests. */
export async function respClient(path: string): Promise<RespClient> {
  const socket = await connected(path);
  const waiting: Waiting[] = [];
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (part) => {
    received = received.length === 0 ? part : Buffer.concat([received, part]);
    let offset = 0;
    for (let read = readReply(received, offset); read; read = readReply(received, offset)) {
      offset = read.end;
      waiting.shift()?.resolve(read.reply);
    }
    received = received.subarray(offset);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const one of waiting.splice(0)) one.reject(new Error('the connection to redis-server was closed'));
  });
  return {
    send(commands) {
      const replies = commands.map(
        () => new Promise<RespReply>((resolve, reject) => waiting.push({ resolve, reject })),
      );
      socket.write(commands.map(encoded).join(''));
      return Promise.all(replies);
    },
    close: () => socket.destroy(),
  };
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

function encoded(words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}${CRLF}${word}${CRLF}`);
  return `*${words.length}${CRLF}${parts.join('')}`;
}

interface Read {
  reply: RespReply;
  /** Where the next one begins. */
  end: number;
}

/** @returns null while the reply is not there in full */
function readReply(bytes: Buffer, begin: number): Read | null {
  const lineEnd = bytes.indexOf(CRLF, begin);
  if (lineEnd < 0) return null;
  const text = bytes.toString('utf8', begin + 1, lineEnd);
  const end = lineEnd + CRLF.length;
  switch (bytes[begin]) {
    case 0x2b: // +
      return { reply: text, end };
    case 0x2d: // -
      return { reply: new RespError(text), end };
    case 0x3a: // :
      return { reply: Number(text), end };
    case 0x24: // $
      return readBulk(bytes, end, Number(text));
    case 0x2a: // *
      return readList(bytes, end, Number(text));
    default:
      throw new Error(`redis-server answered with an unknown type: ${bytes.toString('utf8', begin, lineEnd)}`);
  }
}

function readBulk(bytes: Buffer, begin: number, length: number): Read | null {
  if (length < 0) return { reply: null, end: begin };
  const end = begin + length;
  return bytes.length < end + CRLF.length ? null : { reply: bytes.subarray(begin, end), end: end + CRLF.length };
}

function readList(bytes: Buffer, begin: number, length: number): Read | null {
  if (length < 0) return { reply: null, end: begin };
  const reply: RespReply[] = [];
  let end = begin;
  for (let count = 0; count < length; count += 1) {
    const read = readReply(bytes, end);
    if (!read) return null;
    reply.push(read.reply);
    end = read.end;
  }
  return { reply, end };
}
