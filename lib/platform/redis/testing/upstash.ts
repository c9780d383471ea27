import { redisServer } from './redis-server';
import { respClient } from './resp-client';
import { type RestBridge, restBridge } from './rest-bridge';

/**
 * What a database of Upstash is to the program: its REST protocol by address and token, here in front of a real
 * redis-server on this machine, and with ways to break it. For tests, in vitest and outside of it.
 */
export async function startUpstash(): Promise<RestBridge> {
  const server = await redisServer();
  try {
    return await restBridge(await respClient(server.socketPath), server.stop);
  } catch (error) {
    await server.stop();
    throw error;
  }
}
