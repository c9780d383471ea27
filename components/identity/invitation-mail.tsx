import { Notice } from '@/components/ui/notice';
import type { Invitation } from './member';

/** What became of an invitation's mail, after its address. */
export const MAIL_WORDS: Record<NonNullable<Invitation['mail']>, string> = {
  sent: 'mailed',
  sending: 'being mailed',
  kept: 'kept in the outbox',
  failed: 'not mailed',
};

/** Whether the person who was invited has the link already. */
export function InvitationMailNotice({ invitation: { mail, email } }: { invitation: Invitation }) {
  if (mail === null) return null;
  if (mail === 'sent') return <Notice tone="ok">Sent to {email}.</Notice>;
  if (mail === 'failed')
    return (
      <Notice tone="caution">
        The mail to {email} could not be sent; the outbox says why. Send the link yourself.
      </Notice>
    );
  if (mail === 'sending') return <Notice>The mail to {email} is on its way.</Notice>;
  return <Notice>Kept in the outbox: no mail server is set on this machine. Send the link to {email} yourself.</Notice>;
}
