'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, ExternalLink } from 'lucide-react';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Source } from '@/lib/tracking/contract';
import { curlLine, installSnippet, testPagePath } from './install-text';

/** How to send the first event, and whether it came. */
export function Install({ source }: { source: Source }) {
  const api = useApi();
  const key = useQuery(api.tracking.revealWriteKey.queryOptions({ input: { id: source.id }, gcTime: 0 }));
  if (key.isPending)
    return (
      <div role="status" className="grid gap-3">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-10 w-full" />
        <Skeleton className="h-24 w-full" />
        <Skeleton className="h-24 w-full" />
      </div>
    );
  if (key.isError) return <QueryFailure error={key.error} what="the write key" onRetry={() => key.refetch()} />;
  const { writeKey } = key.data;
  const { origin } = window.location;
  return (
    <section className="grid grid-cols-1 gap-4">
      <Receiving source={source} />
      <Step title="On a web site" note="Paste it before the closing head tag. Page views are sent by themselves.">
        <CodeBlock label="Install snippet" code={installSnippet(origin, writeKey)} />
      </Step>
      <Step title="From a terminal" note="Sends one event; works as pasted.">
        <CodeBlock label="Command line" code={curlLine(origin, writeKey)} />
      </Step>
      <Step title="Write key" note="May only send events. It is seen by everybody who visits a page that has it.">
        <CodeBlock label="Write key" code={writeKey} />
      </Step>
      <div>
        <Button asChild>
          <a href={testPagePath(writeKey)} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            Open the test page
          </a>
        </Button>
      </div>
    </section>
  );
}

function Step({ title, note, children }: { title: string; note: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="text-xs text-muted">{note}</p>
      {children}
    </div>
  );
}

function Receiving({ source }: { source: Source }) {
  if (source.lastEventAt === null)
    return (
      <Notice tone="caution" role="status" icon={<CircleDashed aria-hidden className="animate-breathe" />}>
        Waiting for the first event…
      </Notice>
    );
  return (
    <Notice tone="ok" role="status" icon={<CircleCheck aria-hidden className="text-ok-text" />}>
      Receiving. The last event came <TimeAgo moment={source.lastEventAt} />.
    </Notice>
  );
}
