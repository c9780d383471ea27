import type { EngineUnderTest } from './engine-under-test';

export interface SentEvent {
  name?: string;
  data?: Record<string, unknown>;
  id?: string;
  ts?: number;
}

export interface Sent {
  status: number;
  body: { ids?: string[]; status?: number; error?: string };
}

/** Sends one event or several to the engine's address for them. */
export async function sendTo(engine: EngineUnderTest, events: SentEvent | SentEvent[]): Promise<Sent> {
  const response = await fetch(`${engine.url}/e/${engine.eventKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  return { status: response.status, body: (await response.json()) as Sent['body'] };
}
