'use client';

import { History } from 'lucide-react';
import { eventName } from '@/components/leads/event-words';
import { exactMoment } from '@/components/leads/moment-text';
import { formatScore } from '@/components/leads/score-text';
import { StageBadge } from '@/components/leads/stage-badge';
import { StandingItem, velocityText } from '@/components/leads/standing-item';
import { useTimeZone } from '@/components/leads/use-time-zone';
import { Button } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format-number';
import { Notice } from '@/components/ui/notice';
import type { ScoreReading } from './use-score';

/** Says that what follows is of a past moment, and leads back. */
export function AsOfNotice({ at, onNow }: { at: string; onNow: () => void }) {
  const timeZone = useTimeZone();
  return (
    <Notice
      tone="accent"
      role="status"
      icon={<History aria-hidden />}
      action={
        <Button size="sm" onClick={onNow}>
          Back to now
        </Button>
      }
    >
      <strong className="font-medium">As of {exactMoment(at, timeZone)}.</strong> What happened later is left out.
      Events count from when they happened, also if they were told later, by the rules of their time; decay and stages
      are as set today.
    </Notice>
  );
}

/** Where the lead stood at a past moment. */
export function PastStanding({ score }: { score: NonNullable<ScoreReading['summary']> }) {
  const { lastEvent } = score;
  return (
    <dl aria-label="Where the lead stood" className="grid grid-cols-2 gap-x-6 gap-y-2">
      <StandingItem name="Score then">
        <span className="text-xl font-semibold tracking-tight tabular-nums">{formatScore(score.score)}</span>
      </StandingItem>
      <StandingItem name="Stage then">
        <StageBadge stage={score.stage} />
      </StandingItem>
      <StandingItem name="Events until then">{formatNumber(score.eventCount)}</StandingItem>
      <StandingItem name="Velocity then">{velocityText(score.velocity)}</StandingItem>
      {lastEvent && (
        <StandingItem name="Last event before" className="col-span-2">
          <span className="min-w-0 break-words">
            <bdi>{eventName(lastEvent.eventType)}</bdi>
            <span className="text-muted">
              {lastEvent.ruleVersion === null ? ', no rule' : `, by version ${lastEvent.ruleVersion} of its rule`}
            </span>
          </span>
        </StandingItem>
      )}
    </dl>
  );
}
