import { answerQueue } from '@/lib/api/answer-queue';
import { outlivesAnswer } from '@/lib/api/outlive-answer';

export const dynamic = 'force-dynamic';

/** Messages that the queue delivers, signed by it. */
export const POST = outlivesAnswer(async (request: Request, { params }: { params: Promise<{ kind: string }> }) =>
  answerQueue(request, (await params).kind),
);
