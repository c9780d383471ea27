import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { log } from '../log';
import { inNewWork } from '../work-context';

type Export = SpanExporter['export'];
type Result = Parameters<Parameters<Export>[1]>[0];

const FAILED = 1;
const REASON_LENGTH_MAX = 200;

/** The same exporter, which says in the log when the collector goes away and when it is back, and nothing in between. */
export function sayingOnce(exporter: SpanExporter): SpanExporter {
  let isAway = false;
  const say = ({ code, error }: Result) => {
    const failed = code === FAILED;
    if (failed === isAway) return;
    isAway = failed;
    // The reason alone: an answer's body, or the headers that were sent, stand beside it.
    const reason = error?.message.slice(0, REASON_LENGTH_MAX);
    inNewWork({}, () => {
      if (failed) log.warn({ reason }, 'traces cannot be delivered; spans are dropped until they can');
      else log.info('traces are delivered again');
    });
  };
  return {
    export(spans, done) {
      const end = (result: Result) => {
        say(result);
        done(result);
      };
      try {
        exporter.export(spans, end);
      } catch (error) {
        end({ code: FAILED, error: error instanceof Error ? error : new Error(String(error)) });
      }
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
