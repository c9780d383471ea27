'use client';

import { useRef } from 'react';
import { QueryFailure } from '@/components/api/failure';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { SkeletonRows } from '@/components/ui/skeleton';
import { AsOfNotice, PastStanding } from './past-standing';
import { ScoreAtForm } from './score-at-form';
import { ScoreHistoryChart } from './score-history-chart';
import { ScoreSteps } from './score-steps';
import { ScoreSumTable } from './score-sum-table';
import { type ScoreReading, useScore } from './use-score';
import { useScoreAt } from './use-score-at';

interface WhyScoreProps {
  leadId: string;
  /** The score as it is now. */
  score: ScoreReading;
  /** Opens an event in the timeline. */
  onShowEvent: (eventId: string) => void;
}

/**
 * Where a score comes from: its sum by event type with decay as a line of its own, its course, and each step of it; now,
 * or at a past moment that is asked for.
 */
export function WhyScore({ leadId, score: { query, summary, steps }, onShowEvent }: WhyScoreProps) {
  const [at, setAt] = useScoreAt();
  const showButton = useRef<HTMLButtonElement>(null);
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
  const backToNow = () => {
    void setAt(null);
    showButton.current?.focus();
  };
  return (
    <Card title={at === null ? 'Why this score' : 'Why the score was what it was'}>
      <div className="grid grid-cols-1 gap-5">
        <ScoreAtForm at={at} onAt={(moment) => void setAt(moment)} buttonRef={showButton} />
        {at !== null && <AsOfNotice at={at} onNow={backToNow} />}
        {summary.replayPending && (
          <Notice tone="caution" role="status">
            This lead's history is being folded again in the background. Until that is done the figures are those of the
            last fold.
          </Notice>
        )}
        {at === null ? <ScoreSumTable score={summary} at={null} /> : <PastSum leadId={leadId} at={at} />}
        <ScoreHistoryChart
          steps={steps}
          whole={!query.hasNextPage}
          asOf={summary.asOf}
          at={at}
          onAt={(moment) => void setAt(Date.parse(moment) < Date.parse(summary.asOf) ? moment : null)}
        />
        <Steps leadId={leadId} at={at} onShowEvent={onShowEvent} />
      </div>
    </Card>
  );
}

/** The sum at a past moment. What is told live changes it only where it happened before. */
function PastSum({ leadId, at }: { leadId: string; at: string }) {
  const { query, summary } = useScore(leadId, at);
  if (query.isPending) return <SkeletonRows rows={6} columns={2} />;
  if (summary === undefined)
    return <QueryFailure error={query.error} what="the score then" onRetry={() => void query.refetch()} />;
  return (
    <>
      <PastStanding score={summary} />
      {summary.eventCount === 0 ? (
        <p className="text-sm text-muted">Nothing had happened by then, so the score was 0.</p>
      ) : (
        <ScoreSumTable score={summary} at={at} />
      )}
    </>
  );
}

function Steps({ leadId, at, onShowEvent }: Pick<WhyScoreProps, 'leadId' | 'onShowEvent'> & { at: string | null }) {
  const { query, summary, steps } = useScore(leadId, at);
  if (steps.length === 0) return null;
  return <ScoreSteps steps={steps} total={summary?.eventCount ?? 0} query={query} onShowEvent={onShowEvent} />;
}
