import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { TracePosition } from '../work-context';
import { sayingOnce } from './saying-once';
import type { OpenSpan, tracing } from './tracing';

/** Longer than anything we say. */
const VALUE_LENGTH_MAX = 200;

type Running = { [Part in keyof ReturnType<typeof tracing>]: NonNullable<ReturnType<typeof tracing>[Part]> };

/**
 * Spans to a collector, by OTLP over HTTP in JSON. Where it is, its headers, what is sampled, how large the batches
 * are: by the standard variables, which the packages read themselves. They are loaded here and nowhere else.
 * @throws Error when a variable cannot be read
 */
export async function openOtlp(service: string): Promise<Running> {
  const [{ ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace }, sdk, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter: SpanExporter = sayingOnce(new OTLPTraceExporter());
  const provider = new sdk.NodeTracerProvider({
    resource: resources
      .resourceFromAttributes({ 'service.name': service, 'service.namespace': 'throughline' })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanLimits: { attributeValueLengthLimit: VALUE_LENGTH_MAX },
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('throughline');
  const kinds = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT };
  const contextOf = (parent: TracePosition | null) => {
    if (parent === null) return ROOT_CONTEXT;
    const { traceId, spanId, sampled, isRemote } = parent;
    const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote });
  };
  return {
    begin(name, kind, fields, parent): OpenSpan {
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes: { ...fields } }, contextOf(parent));
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        position: { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0, isRemote: false },
        set: (more) => void span.setAttributes({ ...more }),
        rename: (newName) => void span.updateName(newName),
        fail: (code) =>
          void span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR, message: code }),
        end: () => span.end(),
      };
    },
    stop: () => provider.shutdown(),
  };
}
