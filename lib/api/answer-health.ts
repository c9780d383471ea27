import { isDatabaseReachable } from '@/lib/tenancy';

/** Whether this process can do its work: 200 with the database there, 503 with `Retry-After` without. */
export async function answerHealth(): Promise<Response> {
  const database = await isDatabaseReachable();
  return Response.json(
    {
      status: database ? 'ok' : 'degraded',
      database: database ? 'connected' : 'unreachable',
      uptimeSeconds: Math.floor(process.uptime()),
    },
    {
      status: database ? 200 : 503,
      headers: { 'cache-control': 'no-store', ...(database ? {} : { 'retry-after': '2' }) },
    },
  );
}
