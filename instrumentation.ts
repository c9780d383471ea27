/**
 * Next calls this once, before a process of it answers anything. Where there is no start of ours, on a host that runs
 * routes as functions, an environment that is incomplete or unsafe is refused here: no request is answered.
 */
export async function register(): Promise<void> {
  const isBuild = process.env.NEXT_PHASE === 'phase-production-build';
  if (process.env.NEXT_RUNTIME !== 'nodejs' || isBuild) return;
  const { env } = await import('@/lib/platform/env');
  env();
}
