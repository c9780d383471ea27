import { answerStream } from '@/lib/api/answer-stream';

export const dynamic = 'force-dynamic';

export { answerStream as GET };
