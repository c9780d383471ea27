import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { Fact, Facts } from '@/components/ui/data-list';
import type { TimelineEntry } from '@/lib/leads/contract';
import { exactMoment } from './moment-text';
import { propertyLines } from './property-lines';
import { formatScoreChange, formatScoreExactly } from './score-text';

/** An event opened: how it moved the score, and all that was sent with it. */
export function TimelineDetails({ entry, timeZone }: { entry: TimelineEntry; timeZone: string | undefined }) {
  const { scored } = entry;
  return (
    <div className="grid grid-cols-1 gap-3 border-t bg-sunken/40 px-4 py-3 pl-9">
      <Facts>
        <Fact name="Type">
          <code className="font-mono text-xs break-all">{entry.type}</code>
        </Fact>
        <Fact name="Occurred">{exactMoment(entry.occurredAt, timeZone)}</Fact>
        <Fact name="Received">{exactMoment(entry.receivedAt, timeZone)}</Fact>
        {entry.source !== null && (
          <Fact name="Source">
            <bdi>{entry.source}</bdi>
          </Fact>
        )}
        <Fact name="Score">
          {scored === null ? (
            'Not scored: its turn has not come yet, or it was sent by a machine.'
          ) : (
            <>
              <bdi>{scored.reason}</bdi>
              <span className="block text-xs text-muted">
                {formatScoreExactly(scored.scoreAfter - scored.delta - scored.decayDelta)} before
                {scored.decayDelta !== 0 && `, ${formatScoreChange(scored.decayDelta)} decay`},{' '}
                {formatScoreChange(scored.delta)} by this event, {formatScoreExactly(scored.scoreAfter)} after
              </span>
            </>
          )}
        </Fact>
        <Fact name="Event id">
          <span className="flex items-center gap-1">
            <code className="min-w-0 truncate font-mono text-xs">{entry.id}</code>
            <CopyButton text={entry.id} label="Copy event id" />
          </span>
        </Fact>
      </Facts>
      <Lines title="Properties" values={entry.properties} none="Sent without properties." />
      {Object.keys(entry.context).length > 0 && (
        <details>
          <summary className="cursor-pointer text-xs font-medium text-faint">Context</summary>
          <Lines title={null} values={entry.context} />
        </details>
      )}
    </div>
  );
}

function Lines({ title, values, none }: { title: ReactNode; values: Record<string, unknown>; none?: string }) {
  const { lines, left } = propertyLines(values);
  return (
    <div className="grid grid-cols-1 gap-1">
      {title && <h4 className="text-xs font-medium text-faint">{title}</h4>}
      {lines.length === 0 ? (
        <p className="text-sm text-muted">{none}</p>
      ) : (
        <Facts className="mt-1">
          {lines.map(({ path, text }) => (
            <Fact key={path} name={<bdi className="font-mono text-xs break-all">{path}</bdi>}>
              <bdi className="break-all whitespace-pre-wrap">{text}</bdi>
            </Fact>
          ))}
        </Facts>
      )}
      {left > 0 && <p className="text-xs text-faint">…and {left} more</p>}
    </div>
  );
}
