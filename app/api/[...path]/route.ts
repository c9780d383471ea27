import { answerApi } from '@/lib/api/answer-api';
import { outlivesAnswer } from '@/lib/api/outlive-answer';

export const dynamic = 'force-dynamic';

const answer = outlivesAnswer(answerApi);

export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
