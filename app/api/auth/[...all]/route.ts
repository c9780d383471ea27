import { outlivesAnswer } from '@/lib/api/outlive-answer';
import { answerAuth } from '@/lib/identity';

interface AuthRouteContext {
  params: Promise<{ all: string[] }>;
}

const answer = outlivesAnswer(async (request: Request, { params }: AuthRouteContext) =>
  answerAuth(request, (await params).all.join('/')),
);

export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
