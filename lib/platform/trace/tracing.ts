import { processState } from '../process-state';
import type { TracePosition } from '../work-context';
import type { SpanFields, SpanKind } from './span-fields';

/** A span under way. */
export interface OpenSpan {
  position: TracePosition;
  set(fields: SpanFields): void;
  rename(name: string): void;
  /** @param code of the error table */
  fail(code: string): void;
  end(): void;
}

interface Tracing {
  /** Null while nobody wants to know: then there are no spans. */
  begin: ((name: string, kind: SpanKind, fields: SpanFields, parent: TracePosition | null) => OpenSpan) | null;
  /** Hands over what is left. */
  stop: (() => Promise<void>) | null;
}

/**
 * Of the process, for the server's bundle and Next's alike. It is kept here and not registered with the API of
 * OpenTelemetry: Next and the library of durable functions would write spans of their own to whoever is registered
 * there, with addresses as they were asked for, tokens in them included, and with the messages of errors.
 */
export function tracing(): Tracing {
  return processState('tracing', () => ({ begin: null, stop: null }));
}
