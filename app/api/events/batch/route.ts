import { outlivesAnswer } from '@/lib/api/outlive-answer';
import { doorRoute } from '@/lib/tracking/http';

export const dynamic = 'force-dynamic';

const answer = outlivesAnswer(doorRoute);

export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
