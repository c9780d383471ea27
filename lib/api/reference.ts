import { listEndpoints, openApiDocument } from './openapi';

export interface ReferenceField {
  name: string;
  where: 'path' | 'query' | 'body';
  type: string;
  required: boolean;
  description: string;
}

export interface ReferenceEndpoint {
  id: string;
  method: string;
  /** As it is called, e.g. `/api/leads/{id}`. */
  path: string;
  summary: string;
  /** Who may call it, in words. */
  access: string;
  fields: ReferenceField[];
  /** The schema of a successful answer, as JSON text. */
  answer: string;
}

export interface ReferenceSection {
  tag: string;
  endpoints: ReferenceEndpoint[];
}

interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
}

interface Operation {
  parameters?: { name: string; in: 'path' | 'query'; required?: boolean; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

/** The readable reference, from the same document the machines read. */
export async function apiReference(version: string): Promise<ReferenceSection[]> {
  const document = (await openApiDocument(version)) as { paths: Record<string, Record<string, Operation>> };
  const sections = new Map<string, ReferenceEndpoint[]>();
  for (const endpoint of listEndpoints()) {
    const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
    const entry = {
      id: `${endpoint.method}-${endpoint.path}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      method: endpoint.method,
      path: endpoint.path.startsWith('/v1/') ? endpoint.path : `/api${endpoint.path}`,
      summary: endpoint.summary,
      access: accessInWords(endpoint.meta.access),
      fields: operation ? fieldsOf(operation) : [],
      answer: JSON.stringify(answerSchema(operation) ?? {}, null, 2),
    };
    sections.set(endpoint.tag, [...(sections.get(endpoint.tag) ?? []), entry]);
  }
  return [...sections].map(([tag, endpoints]) => ({ tag, endpoints }));
}

function accessInWords(access: ReturnType<typeof listEndpoints>[number]['meta']['access']): string {
  if (access === 'public') return 'Anybody';
  if (access === 'session') return 'Anybody signed in';
  if (access === 'ingest') return 'A write key, or an API key with events:write';
  return `A member or API key with ${access.permission}`;
}

function fieldsOf(operation: Operation): ReferenceField[] {
  const parameters = (operation.parameters ?? []).map(({ name, in: where, required = false, schema = {} }) => ({
    name,
    where,
    type: typeOf(schema),
    required,
    description: schema.description ?? '',
  }));
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const properties = Object.entries(body?.properties ?? {}).map(([name, schema]) => ({
    name,
    where: 'body' as const,
    type: typeOf(schema),
    required: body?.required?.includes(name) ?? false,
    description: schema.description ?? '',
  }));
  return [...parameters, ...properties];
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' | ');
  if (schema.type === 'array') return `${typeOf(schema.items ?? {})}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
  return schema.format ? `${type} (${schema.format})` : type;
}

function answerSchema(operation: Operation | undefined): Schema | undefined {
  const success = Object.entries(operation?.responses ?? {}).find(([status]) => status.startsWith('2'));
  return Object.values(success?.[1].content ?? {})[0]?.schema;
}
