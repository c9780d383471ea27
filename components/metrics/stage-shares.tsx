'use client';

import Link from 'next/link';
import { STAGE_NAMES } from '@/components/leads/names';
import { StageMark } from '@/components/leads/stage-badge';
import { useWorkspace } from '@/components/shell/workspace';
import { formatNumber } from '@/components/ui/format-number';
import type { Stage } from '@/lib/leads/contract';
import type { Home } from '@/lib/metrics/contract';

const FILL: Record<Stage, string> = {
  cold: 'bg-stage-cold',
  warm: 'bg-stage-warm',
  hot: 'bg-stage-hot',
  qualified: 'bg-stage-qualified',
};

/** How the leads are spread over the stages; each number opens its leads. */
export function StageShares({ stages }: { stages: Home['stages'] }) {
  const { org, can } = useWorkspace();
  const total = stages.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="grid grid-cols-1 gap-2">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-sm bg-sunken">
        {stages.map(
          ({ stage, count }) => count > 0 && <span key={stage} className={FILL[stage]} style={{ flexGrow: count }} />,
        )}
      </div>
      <ul aria-label="Leads by stage">
        {stages.map(({ stage, count }) => {
          const line = (
            <>
              <StageMark stage={stage} />
              <span className="flex-1">{STAGE_NAMES[stage]}</span>
              <span className="font-medium tabular-nums">{formatNumber(count)}</span>
              <span className="w-12 text-right text-xs text-faint tabular-nums">{shareText(count, total)}</span>
            </>
          );
          const className = 'flex h-8 items-center gap-2 rounded-sm text-sm';
          return (
            <li key={stage}>
              {can('leads:read') ? (
                <Link href={`/${org.slug}/leads?stage=${stage}`} className={`${className} -mx-2 px-2 hover:bg-sunken`}>
                  {line}
                </Link>
              ) : (
                <div className={className}>{line}</div>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function shareText(count: number, total: number): string {
  if (total === 0) return '–';
  const percent = (count / total) * 100;
  if (percent > 0 && percent < 1) return '< 1 %';
  return `${Math.round(percent)} %`;
}
