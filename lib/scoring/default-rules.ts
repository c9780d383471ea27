import type { Condition } from './contract';

export interface DefaultRule {
  eventType: string;
  points: number;
  description: string;
  conditions?: Condition[];
}

/** What a new organization starts with. Points are the seed product's; every one can be changed in the settings. */
export const DEFAULT_RULES: DefaultRule[] = [
  { eventType: 'page_view', points: 1, description: 'Viewed a page' },
  {
    eventType: 'page_view',
    points: 10,
    description: 'Viewed a pricing page',
    conditions: [{ property: 'path', operator: 'contains', value: 'pricing' }],
  },
  {
    eventType: 'page_view',
    points: 10,
    description: 'Viewed a pricing page',
    conditions: [{ property: 'url', operator: 'contains', value: 'pricing' }],
  },
  { eventType: 'feature_used', points: 5, description: 'Used a feature' },
  { eventType: 'form_submitted', points: 15, description: 'Submitted a form' },
  { eventType: 'signup', points: 20, description: 'Signed up' },
  { eventType: 'demo_requested', points: 30, description: 'Requested a demo' },
  { eventType: 'meeting_booked', points: 40, description: 'Booked a meeting' },
  { eventType: 'email_opened', points: 2, description: 'Opened an e-mail' },
  { eventType: 'email_clicked', points: 5, description: 'Clicked a link in an e-mail' },
  { eventType: 'email_replied', points: 20, description: 'Replied to an e-mail' },
  { eventType: 'call', points: 5, description: 'Call' },
  { eventType: 'sms', points: 3, description: 'SMS' },
  { eventType: 'email', points: 2, description: 'E-mail' },
  { eventType: 'note', points: 1, description: 'Note' },
  { eventType: 'email_bounced', points: -20, description: 'An e-mail bounced' },
  { eventType: 'unsubscribed', points: -30, description: 'Unsubscribed' },
];
