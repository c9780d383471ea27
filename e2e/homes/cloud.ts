import { createRequire } from 'node:module';
import { bridged } from '@/db/testing/cluster';
import { anyFreePort } from '@/scripts/launch/port';
import type { Home } from './home';
import { installation } from './installation';

const nextCli = createRequire(import.meta.url).resolve('next/dist/bin/next');

/**
 * As on a platform that runs functions: Next alone, with no server of ours before it, Neon's driver over a bridge, and
 * durable work by an engine that signs its calls.
 */
export async function cloudHome(root: string): Promise<Home> {
  const home = await installation(root);
  const port = String(await anyFreePort());
  const env = { ...home.env, PORT: port, APP_URL: `http://localhost:${port}`, VERCEL: '1' };
  const engine = await home.process('engine', () => home.startEngine(env, `http://127.0.0.1:${port}`));
  const overBridge = { ...env };
  const bridge = await bridged(overBridge);
  const command = [nextCli, 'start', '--port', port, '--hostname', '127.0.0.1'];
  await home.process('server', () => home.startServer('server', overBridge, command));
  return {
    url: env.APP_URL,
    eventsUrl: home.eventsUrl,
    demo: '{"organizations":[]}',
    parts: { engine },
    async stop() {
      await home.stop();
      await bridge.close();
      if (bridge.offences.length > 0) throw new Error(`Not for a transaction pooler: ${bridge.offences.join(' · ')}`);
    },
  };
}
