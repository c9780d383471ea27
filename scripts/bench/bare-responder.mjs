// The least that node:http can do with an event: read it, say that it was read, keep nothing.
import { createServer } from 'node:http';

const ANSWER = '{"accepted":1,"duplicates":0,"rejected":[]}';
const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(ANSWER) };

const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(202, HEADERS);
    response.end(ANSWER);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
// The pipe ends with the benchmark, however that ends.
process.stdin.on('end', () => process.exit(0)).resume();
