import type { OutboxItem } from '@/lib/mail/contract';

/** What a mail is about, where its subject stands beside it. */
export const KIND_WORDS: Record<OutboxItem['kind'], string> = {
  verification: 'Address to confirm',
  reset: 'New password',
  invitation: 'Invitation',
};

export const STATUS_WORDS: Record<
  OutboxItem['status'],
  { label: string; tone: 'neutral' | 'accent' | 'ok' | 'danger' }
> = {
  kept: { label: 'Kept', tone: 'neutral' },
  sending: { label: 'Sending', tone: 'accent' },
  sent: { label: 'Sent', tone: 'ok' },
  failed: { label: 'Not sent', tone: 'danger' },
};
