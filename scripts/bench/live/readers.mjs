// Holds many readers of the live stream, and notes when each hears each message. A process of its own, so that what the
// readers cost is not taken for what the server costs.
import { get } from 'node:http';

const { ports, path, headers, count } = JSON.parse(process.argv[2]);
const MESSAGE = /"jobId": ?"bench-(\d+)"/g;
const OPENED_AT_ONCE = 50;

/** By number of the message: when it was heard, in Unix milliseconds, once for each reader that heard it. */
const heardAtMs = new Map();
const readers = [];

const clockMs = () => performance.timeOrigin + performance.now();

/** Resolves when the server has said that the stream is open. */
function openReader(port) {
  return new Promise((resolve, reject) => {
    const reader = { last: -1, outOfOrder: 0, ended: false };
    const request = get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the stream answered ${response.statusCode}`));
      response.setEncoding('utf8');
      response.on('data', (text) => {
        const atMs = clockMs();
        if (text.includes('event: ready')) resolve(reader);
        for (const [, number] of text.matchAll(MESSAGE)) hear(reader, Number(number), atMs);
      });
      response.on('close', () => {
        reader.ended = true;
      });
    });
    request.on('error', reject);
  });
}

function hear(reader, number, atMs) {
  if (number !== reader.last + 1) reader.outOfOrder += 1;
  reader.last = number;
  const moments = heardAtMs.get(number);
  if (moments) moments.push(atMs);
  else heardAtMs.set(number, [atMs]);
}

for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
  const next = Array.from({ length: Math.min(OPENED_AT_ONCE, count - opened) }, (_, n) =>
    openReader(ports[(opened + n) % ports.length]),
  );
  readers.push(...(await Promise.all(next)));
}
process.send({ kind: 'open' });

process.on('message', () => {
  process.send({
    kind: 'heard',
    heardAtMs: [...heardAtMs],
    ended: readers.filter(({ ended }) => ended).length,
    outOfOrder: readers.reduce((sum, reader) => sum + reader.outOfOrder, 0),
  });
});
// The benchmark's end is this process's, however that ends.
process.on('disconnect', () => process.exit(0));
