export type { SpanFields } from './span-fields';
export { isTracing, type TracedSpan, traced } from './traced';
export { readTraceparent, traceHeaders, traceparent } from './traceparent';
