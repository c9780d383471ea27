'use client';

import { Badge } from '@/components/ui/badge';
import { DataCard, DataList } from '@/components/ui/data-list';
import { TimeAgo } from '@/components/ui/time-ago';
import type { OutboxItem } from '@/lib/mail/contract';
import { KIND_WORDS, STATUS_WORDS } from './mail-words';

interface MessageListProps {
  label: string;
  items: readonly OutboxItem[];
  onOpen: (id: string) => void;
}

/** Mails of an outbox; each subject opens its mail. */
export function MessageList({ label, items, onOpen }: MessageListProps) {
  return (
    <DataList label={label}>
      {items.map((item) => (
        <DataCard
          key={item.id}
          title={
            <button
              type="button"
              onClick={() => onOpen(item.id)}
              className="max-w-full rounded-sm text-left break-words hover:underline"
            >
              <bdi>{item.subject}</bdi>
            </button>
          }
          subtitle={
            <>
              {KIND_WORDS[item.kind]} to <bdi>{item.to}</bdi> · <TimeAgo moment={item.createdAt} />
            </>
          }
          trailing={<Badge tone={STATUS_WORDS[item.status].tone}>{STATUS_WORDS[item.status].label}</Badge>}
        />
      ))}
    </DataList>
  );
}
