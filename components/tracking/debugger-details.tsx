'use client';

import { CircleX } from 'lucide-react';
import { exactMoment } from '@/components/leads/moment-text';
import { CodeBlock } from '@/components/ui/code-block';
import { Fact, Facts } from '@/components/ui/data-list';
import { formatNumber } from '@/components/ui/format-number';
import { Notice } from '@/components/ui/notice';
import { ScrollRegion } from '@/components/ui/scroll-region';
import type { DebugEvent } from '@/lib/tracking/contract';
import { indentJson } from './indent-json';
import { refusalAdvice } from './refusal-advice';

const PAYLOAD_HEIGHT_PX = 400;

interface DebuggerDetailsProps {
  event: DebugEvent;
  sourceName: string;
  timeZone: string | undefined;
}

/** Why an event was refused and what to do about it; who sent it, and what. */
export function DebuggerDetails({ event, sourceName, timeZone }: DebuggerDetailsProps) {
  const { refusal, payload } = event;
  return (
    <div className="grid grid-cols-1 gap-3 border-t bg-sunken/40 px-4 py-3 sm:pl-9">
      {refusal !== null && (
        <Notice tone="danger" icon={<CircleX aria-hidden className="text-danger-text" />}>
          <p className="font-medium">{refusal.message}</p>
          <p>{refusalAdvice(refusal)}</p>
        </Notice>
      )}
      <Facts>
        {refusal !== null && (
          <>
            <Fact name="Field">
              <code className="font-mono text-xs break-all">{refusal.field}</code>
            </Fact>
            <Fact name="Reason">
              <code className="font-mono text-xs break-all">{refusal.code}</code>
            </Fact>
          </>
        )}
        <Fact name="Received">{exactMoment(event.receivedAt, timeZone)}</Fact>
        <Fact name="Source">
          <bdi>{sourceName}</bdi>
        </Fact>
        {event.subject !== null && (
          <Fact name="Subject">
            <bdi className="break-all">{event.subject}</bdi>
          </Fact>
        )}
        {refusal !== null && (
          <Fact name="Sent to">
            <code className="font-mono text-xs break-all">{refusal.path}</code>
          </Fact>
        )}
        {refusal !== null && refusal.userAgent !== null && (
          <Fact name="Sent by">
            <bdi className="break-all">{refusal.userAgent}</bdi>
          </Fact>
        )}
        {refusal !== null && refusal.leftOut > 0 && (
          <Fact name="Not kept">
            {formatNumber(refusal.leftOut)} more {refusal.leftOut === 1 ? 'event was' : 'events were'} refused at about
            that time and only counted.
          </Fact>
        )}
      </Facts>
      {payload === null ? (
        <p className="text-sm text-muted">Nothing readable came with it.</p>
      ) : (
        <ScrollRegion label="Payload" maxHeightPx={PAYLOAD_HEIGHT_PX}>
          <CodeBlock label="Payload" code={isJson(event) ? indentJson(payload) : payload} />
        </ScrollRegion>
      )}
    </div>
  );
}

/** A body that could not be understood is shown as it came; so is one that was not read. */
function isJson({ refusal }: DebugEvent): boolean {
  return refusal === null || (refusal.code !== 'BAD_REQUEST' && refusal.code !== 'FORBIDDEN');
}
