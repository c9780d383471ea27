import { log } from '../log';
import { openOtlp } from './otlp';
import { tracing } from './tracing';

/** What is left when the process stops is handed over within this time, or dropped. */
const STOP_TIMEOUT_MS = 2_000;

/**
 * Shows what this process does as traces, if the environment names a collector: `OTEL_EXPORTER_OTLP_ENDPOINT` or
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`. Without one nothing is loaded. To be called once, before there is work; what is
 * wrong with the variables stops nothing.
 * @param service what this process is to whoever reads the traces, unless `OTEL_SERVICE_NAME` says it
 */
export async function startTracing(service: 'throughline' | 'throughline-engine'): Promise<void> {
  const state = tracing();
  const endpoint = endpointOf(process.env);
  if (state.begin !== null || !endpoint) return;
  try {
    // The exporter would pass over such an address and take this machine's.
    if (!/^https?:/.test(new URL(endpoint).protocol)) throw new TypeError('The address is not one of http or https.');
    Object.assign(state, await openOtlp(service));
  } catch (error) {
    log.error({ reason: (error as Error).message }, 'no traces: the variables OTEL_… cannot be read');
  }
}

/** Ends tracing; waits at most two seconds for the collector to take what is left. Never throws. */
export async function stopTracing(): Promise<void> {
  const state = tracing();
  const { stop } = state;
  Object.assign(state, { begin: null, stop: null });
  if (!stop) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.warn('the last traces were not delivered in time');
      resolve();
    }, STOP_TIMEOUT_MS);
  });
  // A collector that refuses them has been told of already.
  await Promise.race([stop().catch(() => {}), timeout]);
  clearTimeout(timer);
}

function endpointOf(env: NodeJS.ProcessEnv): string | undefined {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return undefined;
  return env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
}
