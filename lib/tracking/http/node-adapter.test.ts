import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDoorListener } from './node-adapter';
import { type MemoryDoor, memoryDoor, WRITE_KEY } from './testing/memory-door';
import { nodeServer } from './testing/servers';

/** A connection on which a test says exactly which bytes go out. */
function openSocket(port: number) {
  const socket: Socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  // A connection that the server cuts off is what some of these tests are about.
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  return {
    socket,
    closed,
    received: () => received,
    head: (length: number | 'chunked', path = '/api/events') =>
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: door\r\nx-api-key: ${WRITE_KEY}\r\n${length === 'chunked' ? 'transfer-encoding: chunked' : `content-length: ${length}`}\r\n\r\n`,
      ),
  };
}

describe('bodies over node:http', () => {
  let memory: MemoryDoor;
  let server: Awaited<ReturnType<typeof nodeServer>>;

  beforeEach(async () => {
    memory = memoryDoor();
    server = await nodeServer(createDoorListener({ door: memory.door, trustedProxy: false }));
  });
  afterEach(async () => {
    vi.useRealTimers();
    await server.stop();
  });

  test('may come in pieces, cut anywhere', async () => {
    const body = Buffer.from(JSON.stringify({ type: 'note', userId: 'Ångström 😀' }));
    const { socket, head, received } = openSocket(server.port);
    head(body.length);
    for (const byte of body) {
      socket.write(Buffer.from([byte]));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(received()).toContain('202 Accepted'));
    expect(memory.stored()[0]!.identifiers).toBe('{"userId":"Ångström 😀"}');
    socket.destroy();
  });

  test('announced as too large are refused before they come', async () => {
    const { socket, head, received } = openSocket(server.port);
    head(10_000_000, '/api/events/batch');
    await vi.waitFor(() => expect(received()).toContain('413 Payload Too Large'));
    expect(received()).toContain('PAYLOAD_TOO_LARGE');
    socket.destroy();
  });

  test('that turn out too large are refused when they do', async () => {
    const { socket, head, received } = openSocket(server.port);
    head('chunked', '/api/events/batch');
    const piece = 'x'.repeat(64 * 1024);
    for (let i = 0; i < 9; i++) socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    await vi.waitFor(() => expect(received()).toContain('413 Payload Too Large'));
    socket.destroy();
  });

  test('that never end are cut off after ten seconds, without an answer', async () => {
    await server.stop();
    vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
    server = await nodeServer(createDoorListener({ door: memory.door, trustedProxy: false }));
    const slow = openSocket(server.port);
    slow.head(100);
    slow.socket.write('{"type":');
    // An answered request shows that the slow one has arrived before time moves on.
    await server.send({
      path: '/api/events',
      headers: { 'x-api-key': WRITE_KEY },
      body: '{"type":"note","userId":"u"}',
    });
    await vi.advanceTimersByTimeAsync(9_000);
    expect(slow.socket.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(3_000);
    await slow.closed;
    expect(slow.received()).toBe('');
  });

  test('whose sender goes away store nothing and disturb nobody', async () => {
    const { socket, head, closed } = openSocket(server.port);
    head(100);
    socket.write('{"type":"note",');
    await server.send({
      path: '/api/events',
      headers: { 'x-api-key': WRITE_KEY },
      body: '{"type":"note","userId":"u"}',
    });
    socket.destroy();
    await closed;
    const after = await server.send({
      path: '/api/events',
      headers: { 'x-api-key': WRITE_KEY },
      body: '{"type":"note","userId":"u"}',
    });
    expect(after.status).toBe(202);
    expect(memory.stored()).toHaveLength(2);
  });

  test('one connection carries many requests, a refused one among them', async () => {
    const { socket, received } = openSocket(server.port);
    const good = '{"type":"note","userId":"u"}';
    const request = (body: string) =>
      `POST /api/events HTTP/1.1\r\nhost: door\r\nx-api-key: ${WRITE_KEY}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    socket.write(request(good) + request('{') + request(good));
    await vi.waitFor(() =>
      expect(received().match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 202', 'HTTP/1.1 400', 'HTTP/1.1 202']),
    );
    socket.destroy();
  });
});
