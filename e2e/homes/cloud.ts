import { createRequire } from 'node:module';
import { bridged } from '@/db/testing/cluster';
import { startMailServer } from '@/lib/platform/mail/testing/mail-server';
import { startUpstash } from '@/lib/platform/redis/testing/upstash';
import { anyFreePort } from '@/scripts/launch/port';
import type { Home } from './home';
import { installation } from './installation';

const nextCli = createRequire(import.meta.url).resolve('next/dist/bin/next');

/**
 * As on a platform that runs functions: Next alone, with no server of ours before it, Neon's driver over a bridge, Redis
 * behind Upstash's protocol, a mail server, and durable work and messages by an engine that signs its calls.
 */
export async function cloudHome(root: string): Promise<Home> {
  const home = await installation(root);
  const port = String(await anyFreePort());
  const [redis, mail] = await Promise.all([startUpstash(), startMailServer()]);
  const env = {
    ...home.env,
    PORT: port,
    APP_URL: `http://localhost:${port}`,
    VERCEL: '1',
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    SMTP_URL: mail.url,
    MAIL_FROM: 'Throughline <mail@throughline.test>',
  };
  const engine = await home.process(() => home.startEngine(env, `http://127.0.0.1:${port}`));
  const overBridge = { ...env };
  const bridge = await bridged(overBridge);
  const command = [nextCli, 'start', '--port', port, '--hostname', '127.0.0.1'];
  await home.process(() => home.startServer('server', overBridge, command));
  return {
    url: env.APP_URL,
    eventsUrl: home.eventsUrl,
    demo: '{"organizations":[]}',
    parts: {
      engine,
      redis: { goAway: redis.refuse, comeBack: redis.heal },
      // It hangs up on nobody, but takes nothing for now (RFC 5321: 451).
      mail: { goAway: async () => mail.refuseWith(451), comeBack: async () => mail.refuseWith(null) },
    },
    async stop() {
      await home.stop();
      await Promise.all([bridge.close(), redis.close(), mail.close()]);
      if (bridge.offences.length > 0) throw new Error(`Not for a transaction pooler: ${bridge.offences.join(' · ')}`);
    },
  };
}
