import type { AnyContractProcedure } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '@/lib/contract';
import { authContract } from '@/lib/identity/auth-contract';
import { liveContract } from '@/lib/live/contract';
import type { EndpointMeta } from '@/lib/tenancy/endpoint';
import { doorContract } from '@/lib/tracking/http/contract';

/** Every endpoint of the program: the typed ones and those a plain handler answers. */
export const allContracts = { ...contract, auth: authContract, door: doorContract, live: liveContract };

export interface ListedEndpoint {
  name: string;
  method: string;
  path: string;
  summary: string;
  tag: string;
  meta: EndpointMeta;
}

/** The endpoints as a flat list, for the reference page and the authorization matrix. */
export function listEndpoints(): ListedEndpoint[] {
  return Object.entries(allContracts).flatMap(([domain, endpoints]) =>
    Object.entries(endpoints as Record<string, AnyContractProcedure>).map(([name, procedure]) => {
      const { route, meta } = procedure['~orpc'];
      return {
        name: `${domain}.${name}`,
        method: route.method ?? 'POST',
        path: route.path ?? '/',
        summary: route.summary ?? '',
        tag: route.tags?.[0] ?? domain,
        meta: meta as unknown as EndpointMeta,
      };
    }),
  );
}

const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
let document: Promise<object> | null = null;

/** OpenAPI 3.1, generated from the contracts that also validate. The same for every caller, so made once. */
export function openApiDocument(version: string): Promise<object> {
  document ??= generator.generate(allContracts, {
    info: {
      title: 'Throughline API',
      version,
      description:
        'Every path is below this host. Ids are UUIDs, times ISO 8601 in UTC, lists are paged by an opaque cursor.',
    },
    servers: [{ url: '/api' }],
    security: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A 15-minute JWT of POST /api/auth/token, or an API key.',
        },
        session: { type: 'apiKey', in: 'cookie', name: 'throughline.session_token' },
      },
    },
  });
  return document;
}
