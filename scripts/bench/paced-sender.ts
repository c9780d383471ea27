import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  port: number;
  path: string;
  perSecond: number;
  seconds: number;
  connections: number;
  /** The next event: its body, and the key of the organization it belongs to. */
  next: () => { body: string; writeKey: string };
  /** Called just before an event is sent, with its body. Times are `performance.now()`. */
  onSend?: (body: string, atMs: number) => void;
}

const DRAIN_TIMEOUT_MS = 10_000;

/**
 * Sends events at an even rate whatever the answers do: a late answer delays no other event, and an event that finds no
 * free connection waits with its clock running. @returns the time from sending to answer of each event, in milliseconds
 * @throws Error when one is refused, or not answered within 10 s of the last
 */
export async function sendEvenly(pace: Pace): Promise<number[]> {
  const latenciesMs: number[] = [];
  const waiting: { request: string; sentAtMs: number }[] = [];
  const lines = await Promise.all(Array.from({ length: pace.connections }, () => openLine(pace.port)));
  const free = [...lines];
  let refusal: string | null = null;

  const dispatch = () => {
    while (waiting.length > 0 && free.length > 0) {
      const line = free.pop()!;
      const { request, sentAtMs } = waiting.shift()!;
      line.send(request, (status) => {
        latenciesMs.push(performance.now() - sentAtMs);
        if (status !== 202) refusal ??= `an event was answered with ${status}`;
        free.push(line);
        dispatch();
      });
    }
  };

  const total = Math.floor(pace.perSecond * pace.seconds);
  const beganMs = performance.now();
  for (let sent = 0; sent < total && refusal === null; ) {
    const due = Math.min(total, Math.ceil(((performance.now() - beganMs) / 1000) * pace.perSecond));
    for (; sent < due; sent++) {
      const { body, writeKey } = pace.next();
      const sentAtMs = performance.now();
      pace.onSend?.(body, sentAtMs);
      waiting.push({ request: requestOf(pace.path, writeKey, body), sentAtMs });
      dispatch();
    }
    await sleep(1);
  }
  const deadlineMs = performance.now() + DRAIN_TIMEOUT_MS;
  while (latenciesMs.length < total && refusal === null && performance.now() < deadlineMs) await sleep(5);
  for (const line of lines) line.close();
  if (refusal !== null) throw new Error(refusal);
  if (latenciesMs.length < total) throw new Error(`${total - latenciesMs.length} events were not answered`);
  return latenciesMs;
}

function requestOf(path: string, writeKey: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${writeKey}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A kept-alive connection that carries one request at a time: no more HTTP than the door's answers need. */
interface Line {
  send(request: string, onAnswer: (status: number) => void): void;
  close(): void;
}

async function openLine(port: number): Promise<Line> {
  const socket = await connected(port);
  let received = '';
  let answered: ((status: number) => void) | null = null;
  socket.on('data', (text: string) => {
    received += text;
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < headEnd + 4 + length) return;
    const status = Number(received.slice(9, 12));
    received = '';
    answered?.(status);
  });
  return {
    send(request, onAnswer) {
      answered = onAnswer;
      socket.write(request);
    },
    close: () => socket.destroy(),
  };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket));
    socket.setEncoding('latin1').once('error', reject);
  });
}
