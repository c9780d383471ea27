'use client';

import { Badge } from '@/components/ui/badge';
import { Moment, TimeAgo } from '@/components/ui/time-ago';
import type { RunInFull } from '@/lib/system/contract';
import { durationText } from './duration-text';
import { Json } from './json';
import { NextRun } from './next-run';
import { STATE_WORDS, STEP_WORDS } from './status-words';

type Step = RunInFull['steps'][number];
type Failure = RunInFull['failures'][number];

/** The steps in the order in which they ended, those to come last; under each, what went wrong in it. */
export function RunSteps({ run }: { run: RunInFull }) {
  const between = run.failures.filter(({ stepId }) => stepId === null);
  return (
    <section aria-labelledby="run-steps" className="grid grid-cols-1 gap-2">
      <h3 id="run-steps" className="text-sm font-semibold">
        Steps
      </h3>
      {run.steps.length === 0 ? (
        <p className="text-sm text-muted">It has not come to a step yet.</p>
      ) : (
        <ol className="divide-y rounded-md border">
          {run.steps.map((step) => (
            <StepRow key={step.id} step={step} failures={run.failures.filter(({ stepId }) => stepId === step.id)} />
          ))}
        </ol>
      )}
      {between.length > 0 && (
        <div className="grid gap-1 text-sm">
          <p className="text-muted">Between its steps:</p>
          <Failures failures={between} />
        </div>
      )}
    </section>
  );
}

function StepRow({ step, failures }: { step: Step; failures: Failure[] }) {
  const state = STATE_WORDS[step.state] ?? { label: step.state, tone: 'neutral' as const };
  return (
    <li className="grid grid-cols-1 gap-2 px-3 py-2">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-40">
          <p dir="auto" className="text-left font-medium break-words">
            {step.name}
          </p>
          <p className="text-xs text-muted">
            {STEP_WORDS[step.kind] ?? step.kind}
            {step.attempts > 1 && ` · ${step.attempts} attempts`}
            {step.endedAt && (
              <>
                {' · '}
                <TimeAgo moment={step.endedAt} />
              </>
            )}
            {step.endedAt === null && step.nextAt && (
              <>
                {' · '}
                <NextRun moment={step.nextAt} />
              </>
            )}
            {step.endedAt && step.kind === 'Sleep' && `, slept ${sleptText(step)}`}
          </p>
        </div>
        <Badge tone={state.tone}>{state.label}</Badge>
      </div>
      <Failures failures={failures} />
      {step.state === 'done' && step.output !== null && step.output !== undefined && (
        <Json label={`What ${step.name} returned`} value={step.output} />
      )}
    </li>
  );
}

const sleptText = ({ createdAt, endedAt }: Step) =>
  durationText(Date.parse(endedAt ?? createdAt) - Date.parse(createdAt));

function Failures({ failures }: { failures: readonly Failure[] }) {
  if (failures.length === 0) return null;
  return (
    <ul className="grid gap-1">
      {failures.map(({ attempt, error, failedAt }) => (
        <li key={`${attempt} ${failedAt}`} className="rounded-sm bg-danger-wash px-2 py-1 text-xs">
          <p>
            <span className="font-medium text-danger-text">Attempt {attempt}</span>{' '}
            <span className="text-muted">
              <Moment moment={failedAt} />
            </span>
          </p>
          <p dir="auto" className="text-left break-words">
            {error.name}: {error.message}
          </p>
          {error.stack && (
            <details>
              <summary className="cursor-pointer text-muted">Stack</summary>
              <pre className="max-h-60 overflow-auto font-mono text-xs whitespace-pre-wrap">{error.stack}</pre>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
