'use client';

import Link from 'next/link';
import { useWorkspace } from '@/components/shell/workspace';
import { cx } from '@/components/ui/class-names';
import { Truncate } from '@/components/ui/truncate';
import type { Lead } from '@/lib/leads/contract';
import { leadLabel } from './lead-label';

type Named = Pick<Lead, 'id' | 'name' | 'email' | 'externalId' | 'company' | 'known'>;

/** A lead's name, as a link to its page for those who may read leads. */
export function LeadName({ lead, className }: { lead: Named; className?: string }) {
  const { org, can } = useWorkspace();
  const text = <Truncate text={leadLabel(lead)} className={cx('text-left!', !lead.known && 'text-muted')} />;
  if (!can('leads:read')) return <span className={cx('block min-w-0', className)}>{text}</span>;
  return (
    <Link href={`/${org.slug}/leads/${lead.id}`} className={cx('block min-w-0 rounded-sm hover:underline', className)}>
      {text}
    </Link>
  );
}
