import { implementEndpoints, orgOf } from '@/lib/tenancy/router';
import { mailContract } from './contract';
import { getOutboxMessage, listOutbox } from './organization-outbox';

const os = implementEndpoints(mailContract);

export const mailEndpoints = os.router({
  listOutbox: os.listOutbox.handler(({ context, input }) => listOutbox(orgOf(context), input)),
  getOutboxMessage: os.getOutboxMessage.handler(({ context, input }) => getOutboxMessage(orgOf(context), input)),
});
