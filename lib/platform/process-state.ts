const ROOM = Symbol.for('throughline');

/**
 * State that must exist once in a process. Next's bundle and the server's are two copies of the same
 * code in one process, so module variables would exist twice.
 */
export function processState<T>(name: string, create: () => T): T {
  const holder = globalThis as typeof globalThis & { [ROOM]?: Map<string, unknown> };
  holder[ROOM] ??= new Map();
  if (!holder[ROOM].has(name)) holder[ROOM].set(name, create());
  return holder[ROOM].get(name) as T;
}
