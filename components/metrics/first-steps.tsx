'use client';

import { Check, ChevronRight, Circle } from 'lucide-react';
import Link from 'next/link';
import { useWorkspace } from '@/components/shell/workspace';
import { cx } from '@/components/ui/class-names';
import type { Permission } from '@/lib/identity/contract';
import type { Home } from '@/lib/metrics/contract';

type Item = Home['checklist']['items'][number];

const STEPS: Record<Item['id'], { title: string; how: string; path: string; permission: Permission }> = {
  source: {
    title: 'Make a source',
    how: 'It has the write key events come in with.',
    path: '/settings/sources',
    permission: 'sources:write',
  },
  first_event: {
    title: 'Receive the first event',
    how: 'Paste the snippet into a page and open it.',
    path: '/settings/sources',
    permission: 'sources:read',
  },
  identified_lead: {
    title: 'Identify a lead',
    how: 'Call identify with an e-mail address when somebody signs in.',
    path: '/settings/sources',
    permission: 'sources:read',
  },
  rules: {
    title: 'Make the scoring your own',
    how: 'Change or add a rule.',
    path: '/settings/scoring',
    permission: 'scoring:write',
  },
  teammate: {
    title: 'Invite a teammate',
    how: 'By a link, with the role they need.',
    path: '/settings/members',
    permission: 'members:write',
  },
};

/** What a new organization has to do first. Each step ticks itself; the card goes when all are done. */
export function FirstSteps({ items }: { items: readonly Item[] }) {
  const { can } = useWorkspace();
  // Somebody who can take none of the open steps would only look at a list of other people's work.
  if (!items.some(({ id, done }) => !done && can(STEPS[id].permission))) return null;
  const done = items.filter((item) => item.done).length;
  return (
    <section aria-label="First steps" className="rounded-lg border bg-raised xl:flex xl:divide-x max-xl:divide-y">
      <div className="shrink-0 px-4 py-3 xl:w-36">
        <h2 className="text-base font-semibold">First steps</h2>
        <p className="text-xs text-muted">
          {done} of {items.length} done
        </p>
      </div>
      <ul className="grid flex-1 grid-cols-1 sm:grid-cols-2 xl:grid-cols-5">
        {items.map((item) => (
          <li key={item.id} className="min-w-0">
            <Step item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Step({ item: { id, done } }: { item: Item }) {
  const { org, can } = useWorkspace();
  const { title, how, path, permission } = STEPS[id];
  const opens = !done && can(permission);
  const content = (
    <>
      {done ? (
        <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ok-text" />
      ) : (
        <Circle aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      )}
      <span className="min-w-0 flex-1">
        <span className={cx('block text-sm font-medium', done && 'text-muted line-through')}>
          {title}
          <span className="sr-only">{done ? ': done' : ': to do'}</span>
        </span>
        {!done && <span className="block text-xs text-muted">{how}</span>}
      </span>
      {opens && <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />}
    </>
  );
  const className = 'flex h-full items-start gap-2 px-4 py-3';
  if (!opens) return <div className={className}>{content}</div>;
  return (
    <Link href={`/${org.slug}${path}`} className={cx(className, 'outline-offset-[-2px] hover:bg-sunken')}>
      {content}
    </Link>
  );
}
