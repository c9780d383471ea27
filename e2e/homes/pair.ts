import { anyFreePort } from '@/scripts/launch/port';
import { openBalancer } from './balancer';
import type { Home } from './home';
import { installation } from './installation';

/** Two server processes of one installation behind a proxy that asks them in turn. */
export async function pairHome(root: string): Promise<Home> {
  const home = await installation(root);
  const ports = [await anyFreePort(), await anyFreePort()];
  const balancer = await openBalancer(ports);
  // The proxy tells who asks; what two processes count, they count in the database.
  const env = { ...home.env, APP_URL: balancer.url, TRUSTED_PROXY: '1', LIMITS: 'postgres' };
  const engine = await home.process(() => home.startEngine(env, balancer.url));
  const [one, other] = await Promise.all(
    ports.map((port, index) => home.process(() => home.startServer(`server-${index}`, { ...env, PORT: String(port) }))),
  );
  return {
    url: balancer.url,
    eventsUrl: home.eventsUrl,
    demo: '{"organizations":[]}',
    parts: { engine, 'one server': one!, 'the other server': other! },
    async stop() {
      await balancer.close();
      await home.stop();
    },
  };
}
