import type { InngestFunction } from 'inngest';

/** What begins a function, as the protocol says it. */
interface Trigger {
  event?: string;
  cron?: string;
}

export type TriggersById = ReadonlyMap<string, readonly Trigger[]>;

/** What begins each function, also those that the library adds for failures, by the ids under which they are called. */
export function triggersOf(functions: readonly InngestFunction.Any[], appId: string): TriggersById {
  // biome-ignore lint/complexity/useLiteralKeys: the library declares it private, and says a function's triggers nowhere else
  const configs = functions.flatMap((fn) => fn['getConfig']({ baseUrl: new URL('http://program'), appPrefix: appId }));
  return new Map(configs.map(({ id, triggers }) => [id, triggers as Trigger[]]));
}

/** Whether an event is one that begins the function. One that a run of another asked for has a name of its own. */
export function isTriggeredBy(
  triggers: readonly Trigger[],
  { name, data }: { name?: unknown; data?: unknown },
): boolean {
  if (name === 'inngest/function.invoked') return true;
  if (name === 'inngest/scheduled.timer') {
    const cron = (data as { cron?: unknown } | null | undefined)?.cron;
    return triggers.some((trigger) => trigger.cron !== undefined && (cron === undefined || trigger.cron === cron));
  }
  return triggers.some(({ event }) => event !== undefined && matches(event, String(name)));
}

/** `order/*` is all of a kind. */
function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
