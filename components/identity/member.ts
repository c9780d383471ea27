import type { z } from 'zod';
import type { apiKeySchema, invitationSchema, memberSchema } from '@/lib/identity/contract';

export type Member = z.infer<typeof memberSchema>;
export type Invitation = z.infer<typeof invitationSchema>;
export type ApiKey = z.infer<typeof apiKeySchema>;
