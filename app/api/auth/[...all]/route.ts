import { answerAuth } from '@/lib/identity';

interface AuthRouteContext {
  params: Promise<{ all: string[] }>;
}

async function answer(request: Request, { params }: AuthRouteContext): Promise<Response> {
  return answerAuth(request, (await params).all.join('/'));
}

export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
