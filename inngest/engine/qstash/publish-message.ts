import { ulid } from 'ulid';
import type { EngineDb } from '../store/database';
import type { NewMessage } from './message';
import { insertMessage, publishedSince } from './store';

const DEDUP_MS = 600_000;

export interface PublishedMessage {
  messageId: string;
  /** The id is that of a message of the last ten minutes with the same key; this one is not delivered. */
  deduplicated: boolean;
}

/** Takes a message, due when it asks for. In the caller's transaction. */
export async function publishMessage(db: EngineDb, message: NewMessage, now: Date): Promise<PublishedMessage> {
  if (message.dedupKey !== null) {
    const before = await publishedSince(db, message.dedupKey, new Date(now.getTime() - DEDUP_MS));
    if (before !== null) return { messageId: before, deduplicated: true };
  }
  const messageId = `msg_${ulid(now.getTime())}`;
  await insertMessage(db, messageId, message, now);
  return { messageId, deduplicated: false };
}
