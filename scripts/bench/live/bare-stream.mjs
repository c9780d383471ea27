// The least that a stream can do: hold every connection, and write to each what it is given.
import { createServer } from 'node:http';

const responses = new Set();
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write('event: ready\ndata: {}\n\n');
  responses.add(response);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('message', (text) => {
  for (const response of responses) response.write(text);
});
process.on('disconnect', () => process.exit(0));
