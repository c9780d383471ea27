'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useApi } from '@/components/api/provider';
import { eventName } from '@/components/leads/event-words';
import { dayAndTime } from '@/components/leads/moment-text';
import { formatScore, formatScoreExactly } from '@/components/leads/score-text';
import { dayOf, formatDay } from '@/components/leads/timeline-days';
import { useTimeZone } from '@/components/leads/use-time-zone';
import { useWorkspace } from '@/components/shell/workspace';
import { ChartFrame, ChartSkeleton } from '@/components/ui/chart-frame';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import { useNow } from '@/components/ui/use-now';
import type { HistoryEntry } from '@/lib/scoring/contract';
import { scoreLine, scoreLineInWords } from './score-line';

const ScoreLineChart = dynamic(() => import('./score-line-chart'), { ssr: false, loading: ChartSkeleton });

interface ScoreHistoryChartProps {
  /** Newest first. */
  steps: readonly HistoryEntry[];
  /** False while older steps have not been read. */
  whole: boolean;
  asOf: string;
}

/** The score over time, exact between events too: decay is drawn by the formula that scores. */
export function ScoreHistoryChart({ steps, whole, asOf }: ScoreHistoryChartProps) {
  const api = useApi();
  const { can } = useWorkspace();
  const settings = useQuery(api.scoring.getScoringSettings.queryOptions({ enabled: can('scoring:read') }));
  const timeZone = useTimeZone();
  const nowMs = useNow();

  const day = (atMs: number) => formatDay(dayOf(atMs, timeZone), { day: 'numeric', month: 'short', year: 'numeric' });
  const points = scoreLine(steps, Math.max(nowMs ?? 0, Date.parse(asOf)), settings.data);
  const now = points.at(-1)?.score ?? 0;
  const peak = points.reduce((best, point) => Math.max(best, point.score), 0);
  const title =
    peak - now < 0.05
      ? `At its peak: ${formatScore(now)}`
      : `${formatScore(now)} now, down from a peak of ${formatScore(peak)}`;
  return (
    <ChartFrame
      title={title}
      summary={`${scoreLineInWords(points, day)}${whole ? '' : ' Older steps are not drawn until they are loaded below.'}`}
      heightPx={160}
      table={<StepTable steps={steps} timeZone={timeZone} />}
    >
      <ScoreLineChart points={points} label={`Score over time. ${title}`} day={day} />
    </ChartFrame>
  );
}

function StepTable({ steps, timeZone }: { steps: readonly HistoryEntry[]; timeZone: string | undefined }) {
  return (
    <Table label="Score after each event">
      <TableHead>
        <HeadCell>When</HeadCell>
        <HeadCell>Event</HeadCell>
        <HeadCell numeric>Score</HeadCell>
      </TableHead>
      <tbody>
        {steps.map((step) => (
          <Row key={step.eventId}>
            <Cell className="whitespace-nowrap text-muted">{dayAndTime(step.occurredAt, timeZone)}</Cell>
            <Cell>
              <bdi>{eventName(step.eventType)}</bdi>
            </Cell>
            <Cell numeric>{formatScoreExactly(step.scoreAfter)}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
