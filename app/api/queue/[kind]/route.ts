import { answerQueue } from '@/lib/api/answer-queue';

export const dynamic = 'force-dynamic';

/** Messages that the queue delivers, signed by it. */
export async function POST(request: Request, { params }: { params: Promise<{ kind: string }> }): Promise<Response> {
  return answerQueue(request, (await params).kind);
}
