'use client';

import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, CircleX, PlugZap } from 'lucide-react';
import { FormFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { ConnectionCheck } from '@/lib/system/contract';
import { durationText } from './duration-text';
import { CONNECTION_WORDS } from './status-words';

const MARKS = { works: <CircleCheck />, fails: <CircleX />, 'not set': <CircleDashed /> } as const;

/** Asks, when it is asked to, whether everything the program leans on answers as it should. */
export function ConnectionsCard() {
  const check = useMutation(useApi().system.checkConnections.mutationOptions());
  return (
    <Card
      title="Connections"
      description="Connects to the database as each role, asks the engine, the mail server and Redis. Nothing is written and nothing is sent."
      actions={
        <Button icon={<PlugZap />} pending={check.isPending} onClick={() => check.mutate({})}>
          {check.data ? 'Check again' : 'Check now'}
        </Button>
      }
      flush={check.data !== undefined}
    >
      {check.error && <FormFailure error={check.error} />}
      <div role="status">
        {check.data ? (
          <ul aria-label="Connections" className="divide-y">
            {check.data.checks.map((one) => (
              <Connection key={one.name} {...one} />
            ))}
          </ul>
        ) : (
          !check.error && <p className="text-sm text-muted">{check.isPending ? 'Asking…' : 'Nothing was asked yet.'}</p>
        )}
      </div>
    </Card>
  );
}

function Connection({ name, state, detail, durationMs }: ConnectionCheck) {
  const { label, tone } = CONNECTION_WORDS[state];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <span className="min-w-0 basis-64 font-medium break-words">{name}</span>
      <span className="min-w-0 flex-1 basis-52 text-sm break-words text-muted">{detail}</span>
      {durationMs !== null && <span className="text-xs text-faint tabular-nums">{durationText(durationMs)}</span>}
      <Badge tone={tone} mark={MARKS[state]}>
        {label}
      </Badge>
    </li>
  );
}
