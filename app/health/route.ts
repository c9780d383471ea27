import { answerHealth } from '@/lib/api/answer-health';

export const dynamic = 'force-dynamic';

export { answerHealth as GET };
