'use client';

import { useState } from 'react';
import { Fact, Facts } from '@/components/ui/data-list';
import { Notice } from '@/components/ui/notice';
import { Tabs } from '@/components/ui/tabs';
import { Moment } from '@/components/ui/time-ago';
import type { OutboxMessage } from '@/lib/mail/contract';
import { STATUS_WORDS } from './mail-words';

/** One mail as its reader sees it. */
export function MessageView({ message }: { message: OutboxMessage }) {
  const [form, setForm] = useState('mail');
  return (
    <div className="grid grid-cols-1 gap-4 p-4">
      <Facts>
        <Fact name="To">
          <bdi>{message.to}</bdi>
        </Fact>
        <Fact name="Written">
          <Moment moment={message.createdAt} />
        </Fact>
        <Fact name="Standing">
          {STATUS_WORDS[message.status].label}
          {message.sentAt && (
            <>
              , <Moment moment={message.sentAt} />
            </>
          )}
        </Fact>
      </Facts>
      <Standing message={message} />
      <Tabs
        label="Form of the mail"
        value={form}
        onValueChange={setForm}
        tabs={[
          { value: 'mail', label: 'As the reader sees it', content: <Rendered message={message} /> },
          {
            value: 'text',
            label: 'As text',
            content: (
              <pre className="overflow-x-auto rounded-md border bg-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap">
                {message.text}
              </pre>
            ),
          },
        ]}
      />
    </div>
  );
}

function Standing({ message }: { message: OutboxMessage }) {
  if (message.status === 'kept')
    return <Notice>No mail server is set on this machine, so the mail was kept here instead of being sent.</Notice>;
  if (message.status !== 'failed') return null;
  return (
    <Notice tone="danger">
      {message.error}{' '}
      {message.nextAttemptAt ? (
        <>
          Tried {message.attempts} {message.attempts === 1 ? 'time' : 'times'}; the next attempt is at{' '}
          <Moment moment={message.nextAttemptAt} />.
        </>
      ) : (
        'It is not tried again.'
      )}
    </Notice>
  );
}

/** In a frame that runs no script and belongs to no site; its links open beside this page, as they do from a mailbox. */
function Rendered({ message }: { message: OutboxMessage }) {
  return (
    <iframe
      title={`Mail: ${message.subject}`}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      srcDoc={message.html}
      className="h-[28rem] w-full rounded-md border bg-white"
    />
  );
}
