// Stands for the server: healthy at once, or once it is told so, flushes when asked to end, ends by itself when its launcher is gone.
import { appendFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';

const note = (text) => appendFileSync(`${process.env.FAKE_NOTES}`, `${text}\n`);

if (process.env.FAKE_SERVER === 'broken') {
  console.error('the fake server is broken');
  process.exit(3);
}
const server = createServer((request, response) => {
  const isWell = process.env.FAKE_SERVER !== 'waiting' || existsSync('healthy');
  response.writeHead(request.url !== '/health' ? 404 : isWell ? 200 : 503).end(
    JSON.stringify({
      nodeEnv: process.env.NODE_ENV,
      limits: process.env.LIMITS,
      qstash: [process.env.QSTASH_URL, process.env.QSTASH_TOKEN],
    }),
  );
});
server.listen(Number(process.env.PORT), process.env.HOST, () => note(`server ${process.pid} up`));
process.on('SIGTERM', () => {
  if (process.env.FAKE_SERVER === 'stubborn') return;
  note('server flushed');
  process.exit(0);
});
process.stdin.on('end', () => {
  // Flushing takes a while, and until it is done the port is taken.
  setTimeout(() => {
    note('server alone');
    process.exit(0);
  }, 1_000);
});
process.stdin.resume();
