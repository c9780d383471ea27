'use client';

import { QueryFailure } from '@/components/api/failure';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { SkeletonRows } from '@/components/ui/skeleton';
import { ScoreHistoryChart } from './score-history-chart';
import { ScoreSteps } from './score-steps';
import { ScoreSumTable } from './score-sum-table';
import type { ScoreReading } from './use-score';

interface WhyScoreProps {
  score: ScoreReading;
  /** Opens an event in the timeline. */
  onShowEvent: (eventId: string) => void;
}

/** Where a score comes from: its sum by event type with decay as a line of its own, its course, and each step of it. */
export function WhyScore({ score: { query, summary, steps }, onShowEvent }: WhyScoreProps) {
  if (query.isPending)
    return (
      <Card title="Why this score" flush>
        <SkeletonRows rows={8} columns={2} />
      </Card>
    );
  if (summary === undefined)
    return (
      <Card title="Why this score">
        <QueryFailure error={query.error} what="the score's history" onRetry={() => void query.refetch()} />
      </Card>
    );
  if (steps.length === 0)
    return (
      <Card title="Why this score">
        <p className="text-sm text-muted">No event has been scored yet, so the score is 0.</p>
      </Card>
    );
  return (
    <Card title="Why this score">
      <div className="grid grid-cols-1 gap-5">
        {summary.replayPending && (
          <Notice tone="caution" role="status">
            This lead's history is being folded again in the background. Until that is done the figures are those of the
            last fold.
          </Notice>
        )}
        <ScoreSumTable score={summary} />
        <ScoreHistoryChart steps={steps} whole={!query.hasNextPage} asOf={summary.asOf} />
        <ScoreSteps
          steps={steps}
          total={summary.contributions.reduce((sum, { events }) => sum + events, 0)}
          query={query}
          onShowEvent={onShowEvent}
        />
      </div>
    </Card>
  );
}
