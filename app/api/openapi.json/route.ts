import { openApiDocument } from '@/lib/api/openapi';
import { version } from '@/package.json';

export async function GET(): Promise<Response> {
  return Response.json(await openApiDocument(version), {
    headers: { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' },
  });
}
