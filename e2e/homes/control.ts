import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Part } from './home';

/** Journeys run in processes of their own; by this they take parts of the home away. @returns its address */
export async function openControl(parts: Record<string, Part>): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const [, name = '', act] = decodeURIComponent(request.url ?? '').split('/');
    const part = parts[name];
    try {
      if (!part) throw new Error(`there is no part named ${name}`);
      await (act === 'away' ? part.goAway() : part.comeBack());
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** Takes a part away while `work` is done. */
export async function without<T>(part: string, work: () => Promise<T>): Promise<T> {
  await tell(part, 'away');
  try {
    return await work();
  } finally {
    await tell(part, 'back');
  }
}

async function tell(part: string, act: 'away' | 'back'): Promise<void> {
  const response = await fetch(`${process.env.E2E_CONTROL_URL}/${encodeURIComponent(part)}/${act}`, { method: 'POST' });
  if (!response.ok) throw new Error(await response.text());
}
