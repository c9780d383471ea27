import { outlivesAnswer } from '@/lib/api/outlive-answer';
import { answerToken } from '@/lib/identity';

const answer = outlivesAnswer(answerToken);

export { answer as GET, answer as OPTIONS, answer as POST };
