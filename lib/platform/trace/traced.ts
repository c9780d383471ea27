import { toAppError } from '../errors';
import { currentTrace, inTrace, type TracePosition } from '../work-context';
import type { SpanFields, SpanKind } from './span-fields';
import { type OpenSpan, tracing } from './tracing';

export type TracedSpan = Pick<OpenSpan, 'set' | 'rename' | 'fail'>;

interface TraceOptions {
  kind?: SpanKind;
  /** What it is part of; left out, of the work around it. Null begins a trace. */
  parent?: TracePosition | null;
}

const NO_SPAN: TracedSpan = { set() {}, rename() {}, fail() {} };

/**
 * Does work and shows it as a span, where somebody wants to know. What it throws is noted by its code in the error
 * table, without its words, which may hold anything.
 * @param name one of few: what changes from one to the next stands in the fields
 * @throws what the work throws
 */
export async function traced<T>(
  name: string,
  fields: SpanFields,
  work: (span: TracedSpan) => Promise<T>,
  { kind = 'internal', parent = currentTrace() }: TraceOptions = {},
): Promise<T> {
  const { begin } = tracing();
  if (begin === null) return work(NO_SPAN);
  const span = begin(name, kind, fields, parent);
  try {
    return await inTrace(span.position, () => work(span));
  } catch (error) {
    span.fail(toAppError(error).code);
    throw error;
  } finally {
    span.end();
  }
}

export function isTracing(): boolean {
  return tracing().begin !== null;
}
