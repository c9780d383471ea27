'use client';

import { Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatScore } from '@/components/leads/score-text';
import { ChartTooltip } from '@/components/ui/chart-tooltip';
import { useMedia } from '@/components/ui/use-media';
import type { ScorePoint } from './score-line';

interface ScoreLineChartProps {
  points: ScorePoint[];
  /** What the chart is, for screen readers. */
  label: string;
  day: (atMs: number) => string;
  /** A moment to mark; one beyond the line is not drawn. */
  markedMs: number | null;
  onPoint: (atMs: number) => void;
}

export default function ScoreLineChart({ points, label, day, markedMs, onPoint }: ScoreLineChartProps) {
  const still = useMedia('(prefers-reduced-motion: reduce)');
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={points}
        margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
        title={label}
        className="cursor-pointer"
        onClick={({ activeLabel }) => activeLabel !== undefined && onPoint(Number(activeLabel))}
      >
        <XAxis
          dataKey="atMs"
          type="number"
          domain={['dataMin', 'dataMax']}
          ticks={ticksOf(points)}
          tickFormatter={day}
          minTickGap={24}
          tick={{ fill: 'var(--faint)', fontSize: 11 }}
          stroke="var(--line)"
          tickLine={false}
        />
        <YAxis
          width={40}
          tickCount={4}
          tickFormatter={(value: number) => formatScore(value).replace(/\.0$/, '')}
          tick={{ fill: 'var(--faint)', fontSize: 11 }}
          axisLine={false}
          tickLine={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as ScorePoint | undefined;
            if (!active || !point) return null;
            return <ChartTooltip title={day(point.atMs)} lines={[['Score', formatScore(point.score)]]} />;
          }}
        />
        {markedMs !== null && (
          <ReferenceLine
            x={markedMs}
            stroke="var(--accent)"
            strokeWidth={1.5}
            strokeDasharray="3 3"
            ifOverflow="hidden"
          />
        )}
        <Line
          dataKey="score"
          type="linear"
          stroke="var(--chart-1)"
          strokeWidth={1.75}
          dot={false}
          isAnimationActive={!still}
          animationDuration={150}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** Start, middle and end; one where they are the same moment. */
function ticksOf(points: readonly ScorePoint[]): number[] {
  const first = points[0]?.atMs ?? 0;
  const last = points.at(-1)?.atMs ?? 0;
  return last > first ? [first, (first + last) / 2, last] : [first];
}
