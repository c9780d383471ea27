import { currentTrace, type TracePosition } from '../work-context';
import { tracing } from './tracing';

const FORM = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const LENGTH_MAX = 512;

/** Reads W3C's `traceparent`. Null where there is none, or none that can be read: then a trace of our own begins. */
export function readTraceparent(header: string | null | undefined): TracePosition | null {
  if (!header || header.length > LENGTH_MAX || tracing().begin === null) return null;
  const [, traceId, spanId, flags, more] = FORM.exec(header) ?? [];
  if (!traceId || !spanId || !flags || (more && header.startsWith('00'))) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, isRemote: true };
}

/** Where the work under way stands, for whoever continues it elsewhere. Null where nobody traces. */
export function traceparent(): string | null {
  const position = currentTrace();
  return position && `00-${position.traceId}-${position.spanId}-${position.sampled ? '01' : '00'}`;
}

/** The same as a header, or none. */
export function traceHeaders(): { traceparent?: string } {
  const header = traceparent();
  return header ? { traceparent: header } : {};
}
