/**
 * Everything a span can say. What is not in this list cannot be written: spans leave the installation, so nothing in
 * them is of a payload, an address, a key or a statement.
 */
export interface SpanFields {
  'http.request.method'?: string;
  /** As declared, never as asked for. */
  'http.route'?: string;
  'http.response.status_code'?: number;
  /** A code of the error table. */
  'error.type'?: string;
  'throughline.request.id'?: string;
  'throughline.org.id'?: string;
  'throughline.run.id'?: string;
  'throughline.function.id'?: string;
  'throughline.step'?: string;
  /** From 1. */
  'throughline.attempt'?: number;
  /** What came of a call: `completed`, `ops`, `threw`, `failed`, `away`. */
  'throughline.outcome'?: string;
  'throughline.worker'?: string;
  'throughline.worker.run.id'?: string;
  'throughline.job.id'?: string;
  'throughline.job.kind'?: string;
  'throughline.mail.id'?: string;
  'throughline.mail.outbox'?: string;
  'throughline.mail.status'?: string;
  'throughline.requests'?: number;
  'throughline.events'?: number;
  'throughline.duplicates'?: number;
  'throughline.refused'?: number;
  'throughline.organizations'?: number;
  'throughline.leads'?: number;
  'throughline.items'?: number;
}

/** `server` answers somebody, `client` waits for somebody's answer, `internal` is work of our own. */
export type SpanKind = 'internal' | 'server' | 'client';
