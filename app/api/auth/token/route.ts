import { answerToken } from '@/lib/identity';

export { answerToken as GET, answerToken as OPTIONS, answerToken as POST };
