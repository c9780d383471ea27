import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  /** As in OTLP: 1 internal, 2 server, 3 client. */
  kind: number;
  /** 0 unset, 2 error. */
  status: number;
  fields: Record<string, unknown>;
}

export interface Collector {
  url: string;
  spans(): CollectedSpan[];
  named(name: string): CollectedSpan[];
  /** Everything that was sent, as it came over the wire. */
  wire(): string;
  headers(): IncomingHttpHeaders[];
  /** From now on answers only after this time; requests that wait for it are counted as received. */
  answerAfter(ms: number): void;
  close(): Promise<void>;
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean };
}

interface Export {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: {
        name: string;
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        kind: number;
        status?: { code?: number };
        attributes: Attribute[];
      }[];
    }[];
  }[];
}

/** What takes traces by OTLP over HTTP, in JSON, at `/v1/traces`. */
export async function collector(): Promise<Collector> {
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let delayMs = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method !== 'POST' || request.url !== '/v1/traces') return void response.writeHead(404).end();
      bodies.push(Buffer.concat(parts).toString('utf8'));
      headers.push(request.headers);
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), delayMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const spans = () => bodies.flatMap((body) => spansOf(JSON.parse(body) as Export));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    named: (name) => spans().filter((span) => span.name === name),
    wire: () => bodies.join('\n'),
    headers: () => headers,
    answerAfter(ms) {
      delayMs = ms;
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const valuesOf = (attributes: Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

function spansOf({ resourceSpans }: Export): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, kind, status, attributes }) => ({
        service: String(valuesOf(resource.attributes)['service.name']),
        name,
        traceId,
        spanId,
        parentSpanId: parentSpanId || undefined,
        kind,
        status: status?.code ?? 0,
        fields: valuesOf(attributes),
      })),
    ),
  );
}
