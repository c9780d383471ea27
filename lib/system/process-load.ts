import { monitorEventLoopDelay } from 'node:perf_hooks';
import { processState } from '@/lib/platform/process-state';

export interface ProcessLoad {
  uptimeSeconds: number;
  cpuCores: number;
  memoryBytes: number;
  heapBytes: number;
  eventLoopDelayMs: number;
}

/** Shorter spans would say more of the asking than of the work. */
const SPAN_MS = 5_000;

interface Meter {
  sinceMs: number;
  usage: NodeJS.CpuUsage;
  delay: ReturnType<typeof monitorEventLoopDelay>;
  last: { cpuCores: number; eventLoopDelayMs: number } | null;
}

function meter(): Meter {
  return processState('process-load', () => {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    return { sinceMs: performance.now(), usage: process.cpuUsage(), delay, last: null };
  });
}

/** How busy this process is: of the time since it was last asked, at least five seconds of it. */
export function processLoad(): ProcessLoad {
  const state = meter();
  const nowMs = performance.now();
  const spanMs = nowMs - state.sinceMs;
  if (state.last === null || spanMs >= SPAN_MS) {
    const { user, system } = process.cpuUsage(state.usage);
    state.last = {
      cpuCores: round((user + system) / 1_000 / Math.max(spanMs, 1), 3),
      eventLoopDelayMs: state.delay.count > 0 ? round(state.delay.max / 1e6, 1) : 0,
    };
    state.delay.reset();
    state.usage = process.cpuUsage();
    state.sinceMs = nowMs;
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { uptimeSeconds: Math.floor(process.uptime()), ...state.last, memoryBytes: rss, heapBytes: heapUsed };
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
