'use client';

import { Command as Cmdk } from 'cmdk';
import { UserRoundSearch } from 'lucide-react';
import { leadLabel } from '@/components/leads/lead-label';
import { STAGE_NAMES } from '@/components/leads/names';
import { formatScore } from '@/components/leads/score-text';
import { StageMark } from '@/components/leads/stage-badge';
import { cx } from '@/components/ui/class-names';
import { formatNumber } from '@/components/ui/format-number';
import { Skeleton } from '@/components/ui/skeleton';
import { Truncate } from '@/components/ui/truncate';
import type { Lead } from '@/lib/leads/contract';
import { type Entry, entryId } from './arrange';

const ROW =
  'flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm select-none data-[selected=true]:bg-accent-wash data-[selected=true]:shadow-[inset_2px_0_0_var(--accent)]';

interface EntryRowProps {
  entry: Entry;
  onChoose: (entry: Entry) => void;
}

export function EntryRow({ entry, onChoose }: EntryRowProps) {
  if (entry.kind === 'blank') return <BlankRow />;
  return (
    <Cmdk.Item
      value={entryId(entry)}
      onSelect={() => onChoose(entry)}
      className={cx(ROW, entry.kind === 'lead' ? 'min-h-11 py-1' : 'min-h-9 max-md:min-h-11')}
    >
      <Content entry={entry} />
    </Cmdk.Item>
  );
}

function Content({ entry }: { entry: Exclude<Entry, { kind: 'blank' }> }) {
  if (entry.kind === 'lead') return <LeadContent lead={entry.lead} />;
  if (entry.kind === 'all leads')
    return (
      <>
        <UserRoundSearch aria-hidden className="size-4 shrink-0 text-faint" />
        <span className="text-muted">Show all {formatNumber(entry.total)} in the list</span>
      </>
    );
  const { icon: Icon, label } = entry.command;
  return (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-faint" />
      <Truncate text={label} className="flex-1 text-left!" />
    </>
  );
}

function LeadContent({ lead }: { lead: Lead }) {
  const label = leadLabel(lead);
  const more = [lead.email, lead.company].filter((part) => part !== null && part !== label).join(' · ');
  return (
    <>
      <StageMark stage={lead.stage} className="mx-0.5" />
      <span className="min-w-0 flex-1">
        <Truncate text={label} className={cx('text-left!', !lead.known && 'text-muted')} />
        {more !== '' && <Truncate text={more} className="text-left! text-xs text-muted" />}
      </span>
      <span className="shrink-0 text-right">
        <span className="block font-medium">{formatScore(lead.score)}</span>
        <span className="block text-xs text-muted">{STAGE_NAMES[lead.stage]}</span>
      </span>
    </>
  );
}

function BlankRow() {
  return (
    <div aria-hidden className="flex h-11 items-center gap-2.5 px-2.5">
      <Skeleton className="mx-0.5 size-3 rounded-full" />
      <span className="flex-1">
        <Skeleton className="h-3 w-2/5" />
      </span>
      <Skeleton className="h-3 w-8" />
    </div>
  );
}
