/** What is called with the outcome of another message: a message itself by then. */
export interface Callback {
  url: string;
  method: string;
  headers: Record<string, string>;
  retries: number;
  timeoutMs: number;
  delayMs: number;
}

/** What was asked for when a message was published. */
export interface NewMessage {
  /** As it was given: receivers compare it with the signature's subject. */
  url: string;
  method: string;
  /** What the destination is given besides the engine's own; names in small letters. */
  headers: Record<string, string>;
  body: Buffer;
  /** How often it is tried again after the first time. */
  retries: number;
  /** Longest time a delivery may take. */
  timeoutMs: number;
  /** Not delivered before this. Unix milliseconds. */
  notBeforeMs: number;
  /** Called after every attempt. */
  callback: Callback | null;
  /** Called when the last attempt has failed. */
  failureCallback: Callback | null;
  /** For people, to find it again. */
  label: string | null;
  /** Messages of one key within ten minutes are one. */
  dedupKey: string | null;
  orgId: string | null;
}

export type MessageStatus = 'pending' | 'delivered' | 'failed';

export interface Message extends Omit<NewMessage, 'dedupKey'> {
  id: string;
  status: MessageStatus;
  /** How often it was tried again so far. */
  retried: number;
  createdAt: Date;
}
