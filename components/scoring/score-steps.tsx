'use client';

import { useSearchParams } from 'next/navigation';
import { failureText } from '@/components/api/failure-text';
import { eventName } from '@/components/leads/event-words';
import { dayAndTime, exactMoment } from '@/components/leads/moment-text';
import { formatScoreChange, formatScoreExactly } from '@/components/leads/score-text';
import { useTimeZone } from '@/components/leads/use-time-zone';
import { LoadMore } from '@/components/ui/load-more';
import { Notice } from '@/components/ui/notice';
import { ScrollRegion } from '@/components/ui/scroll-region';
import type { HistoryEntry } from '@/lib/scoring/contract';
import { isFloored, scoreBefore } from './score-sum';
import type { ScoreReading } from './use-score';

interface ScoreStepsProps {
  steps: readonly HistoryEntry[];
  total: number;
  query: ScoreReading['query'];
  onShowEvent: (eventId: string) => void;
}

/** The fold, newest step first: the score before, what decay took, what the event changed, the score after. */
export function ScoreSteps({ steps, total, query, onShowEvent }: ScoreStepsProps) {
  const timeZone = useTimeZone();
  return (
    <section className="grid grid-cols-1 gap-2">
      <h3 className="text-sm font-medium">Step by step</h3>
      <ScrollRegion label="Steps of the score" maxHeightPx={448} className="-mx-4 border-t">
        <ol className="divide-y">
          {steps.map((step) => (
            <Step key={step.eventId} step={step} timeZone={timeZone} onShowEvent={onShowEvent} />
          ))}
        </ol>
        {query.isFetchNextPageError && (
          <div className="p-3">
            <Notice tone="danger" role="alert">
              Older steps could not be read. {failureText(query.error)}
            </Notice>
          </div>
        )}
        <LoadMore
          shown={steps.length}
          total={Math.max(total, steps.length)}
          hasMore={query.hasNextPage}
          pending={query.isFetchingNextPage}
          onLoadMore={() => void query.fetchNextPage()}
        />
      </ScrollRegion>
    </section>
  );
}

interface StepProps {
  step: HistoryEntry;
  timeZone: string | undefined;
  onShowEvent: (eventId: string) => void;
}

function Step({ step, timeZone, onShowEvent }: StepProps) {
  const search = useSearchParams();
  const link = new URLSearchParams(search);
  link.set('event', step.eventId);
  return (
    <li className="grid grid-cols-1 gap-0.5 px-4 py-2">
      <div className="flex items-baseline gap-2">
        <a
          href={`?${link}`}
          title="Show this event in the timeline"
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            onShowEvent(step.eventId);
          }}
          className="min-w-0 flex-1 truncate rounded-sm font-medium hover:underline"
        >
          <bdi>{eventName(step.eventType)}</bdi>
        </a>
        <span className="shrink-0 font-medium tabular-nums">{formatScoreExactly(step.scoreAfter)}</span>
      </div>
      <div className="flex items-baseline gap-2 text-xs text-muted">
        <bdi className="min-w-0 flex-1 truncate" title={step.reason}>
          {step.reason}
        </bdi>
        <span className="shrink-0 tabular-nums">
          {formatScoreExactly(scoreBefore(step))}
          {step.decayDelta !== 0 && ` ${formatScoreChange(step.decayDelta)} decay`} {formatScoreChange(step.delta)}
        </span>
      </div>
      <div className="flex gap-2 text-xs text-faint">
        <time dateTime={step.occurredAt} title={exactMoment(step.occurredAt, timeZone)} className="flex-1">
          {dayAndTime(step.occurredAt, timeZone)}
        </time>
        {isFloored(step) && (
          <span title="A score never falls below zero">{formatScoreChange(step.points)} points, stopped at 0</span>
        )}
      </div>
    </li>
  );
}
