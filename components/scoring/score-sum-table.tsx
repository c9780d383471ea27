'use client';

import { CircleCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { eventName } from '@/components/leads/event-words';
import { dayAndTime } from '@/components/leads/moment-text';
import { formatScoreChange, formatScoreExactly } from '@/components/leads/score-text';
import { useTimeZone } from '@/components/leads/use-time-zone';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { formatNumber } from '@/components/ui/format-number';
import { Notice } from '@/components/ui/notice';
import { TimeAgo } from '@/components/ui/time-ago';
import { type ScoreParts, scoreSum } from './score-sum';

const TYPES_SHOWN = 8;

interface ScoreSumTableProps {
  score: ScoreParts & { lastEventAt: string | null; replayPending: boolean };
  /** The past moment that the score is of; null is now. */
  at: string | null;
}

/** The score as an addition: what each event type gave, what time took, and the sum. */
export function ScoreSumTable({ score, at }: ScoreSumTableProps) {
  const timeZone = useTimeZone();
  const [whole, setWhole] = useState(false);
  const { gains, sum, addsUp } = scoreSum(score);
  const shown = whole ? gains : gains.slice(0, TYPES_SHOWN);
  const hidden = gains.slice(shown.length);
  return (
    <div className="grid grid-cols-1 gap-2">
      <table aria-label="What the score is made of" className="w-full text-sm">
        <tbody>
          {shown.map(({ eventType, events, delta }) => (
            <Line
              key={eventType}
              name={<bdi className="break-all">{eventName(eventType)}</bdi>}
              remark={`× ${formatNumber(events)}`}
              value={formatScoreChange(delta)}
            />
          ))}
          {hidden.length > 0 && (
            <Line
              name={
                <Button variant="ghost" size="sm" className="-ml-2" onClick={() => setWhole(true)}>
                  {hidden.length} more {hidden.length === 1 ? 'type' : 'types'}
                </Button>
              }
              value={formatScoreChange(hidden.reduce((total, { delta }) => total + delta, 0))}
            />
          )}
          {score.otherTypes && (
            <Line
              name={`${formatNumber(score.otherTypes.types)} further types together`}
              remark={`× ${formatNumber(score.otherTypes.events)}`}
              value={formatScoreChange(score.otherTypes.delta)}
            />
          )}
          <Line name="Decay between events" value={formatScoreChange(score.decayTotal)} />
          <Line
            name={at === null ? 'Score at the last event' : 'Score at the last event before'}
            remark={
              score.lastEventAt !== null &&
              (at === null ? <TimeAgo moment={score.lastEventAt} /> : dayAndTime(score.lastEventAt, timeZone))
            }
            value={formatScoreExactly(score.scoreAtLastEvent)}
            subtotal
          />
          <Line
            name={at === null ? 'Decay since the last event' : 'Decay from it until then'}
            value={formatScoreChange(score.decaySinceLastEvent)}
          />
          <Line name={at === null ? 'Score now' : 'Score then'} value={formatScoreExactly(score.score)} total />
        </tbody>
      </table>
      {addsUp ? (
        <p className="flex items-start gap-1.5 text-xs text-muted">
          <CircleCheck aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ok-text" />
          The lines add up to the score: {formatScoreExactly(sum)} = {formatScoreExactly(score.score)}. Each is shown to
          two decimals.
        </p>
      ) : (
        <Notice tone="caution">
          The lines add up to {formatScoreExactly(sum)}, not to {formatScoreExactly(score.score)}.{' '}
          {score.replayPending
            ? 'They will again when the history has been folded.'
            : 'Reload to read both at one moment.'}
        </Notice>
      )}
    </div>
  );
}

interface LineProps {
  name: ReactNode;
  remark?: ReactNode;
  value: string;
  subtotal?: boolean;
  total?: boolean;
}

function Line({ name, remark, value, subtotal, total }: LineProps) {
  const tone = total ? 'border-t-2 border-line-strong font-semibold' : subtotal ? 'border-t font-medium' : '';
  return (
    <tr>
      <th scope="row" className={cx('py-1 pr-3 text-left', !total && !subtotal && 'font-normal', tone)}>
        {name}
        {remark && <span className="ml-2 text-xs font-normal whitespace-nowrap text-faint">{remark}</span>}
      </th>
      <td className={cx('py-1 text-right tabular-nums', tone)}>{value}</td>
    </tr>
  );
}
