import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, patienceMs } from './call';
import type { EngineUnderTest } from './engine-under-test';
import { authorization, type Program } from './program';
import { returned, scripted } from './script';
import { sendTo } from './send';

const PROBE_EVERY_MS = 200;
const probe = scripted('probe', () => returned(null));

/**
 * Makes the functions known, in the way that the engine takes: the program registers them by itself, or, where the
 * engine has no address for that, the engine asks for them: it must then have been started with the program's address,
 * at the port `CONFORMANCE_PROGRAM_PORT`. Ends when an event has begun a run, so that all of them are known.
 */
export async function makeKnown(engine: EngineUnderTest, program: Program, signingKey: string): Promise<void> {
  const registered = await fetch(`${engine.url}/fn/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: authorization(signingKey) },
    body: JSON.stringify(program.registration()),
  });
  if (registered.ok) {
    const told = await fetch(program.libraryUrl, { method: 'PUT' });
    if (!told.ok) throw new Error(`the library could not register: ${await told.text()}`);
  } else if (registered.status === 404) {
    await eventually(`a request for the functions at ${program.serveUrl}`, () => program.syncs.length > 0);
  } else throw new Error(`/fn/register answered ${registered.status}: ${await registered.text()}`);
  for (const untilMs = Date.now() + patienceMs(); probe.calls.length === 0; await sleep(PROBE_EVERY_MS)) {
    if (Date.now() > untilMs) throw new Error('the functions are registered, and an event begins none');
    await sendTo(engine, { name: probe.event, data: {} });
  }
}
