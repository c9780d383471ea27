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
  /** The past moment that is shown beside the chart, marked in it. */
  at: string | null;
  /** A moment of the chart was chosen. */
  onAt: (moment: string) => void;
}

/** The score over time, exact between events too: decay is drawn by the formula that scores. */
export function ScoreHistoryChart({ steps, whole, asOf, at, onAt }: ScoreHistoryChartProps) {
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
  const older = ` Older steps are not drawn until they are loaded ${at === null ? 'below' : 'in the view of now'}.`;
  return (
    <ChartFrame
      title={title}
      summary={`${scoreLineInWords(points, day)}${whole ? '' : older} Choose a point, or a moment in the table, for the score at that time.`}
      heightPx={160}
      table={<StepTable steps={steps} timeZone={timeZone} onAt={onAt} />}
    >
      <ScoreLineChart
        points={points}
        label={`Score over time. ${title}`}
        day={day}
        markedMs={at === null ? null : Date.parse(at)}
        onPoint={(atMs) => onAt(new Date(atMs).toISOString())}
      />
    </ChartFrame>
  );
}

interface StepTableProps {
  steps: readonly HistoryEntry[];
  timeZone: string | undefined;
  onAt: (moment: string) => void;
}

function StepTable({ steps, timeZone, onAt }: StepTableProps) {
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
            <Cell className="whitespace-nowrap text-muted">
              <button
                type="button"
                title="Show the score at this moment"
                onClick={() => onAt(step.occurredAt)}
                className="rounded-sm hover:text-ink hover:underline"
              >
                {dayAndTime(step.occurredAt, timeZone)}
              </button>
            </Cell>
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
