'use client';

import { type Ref, useState } from 'react';
import { localTime, momentOfLocalTime } from '@/components/leads/local-time';
import { useTimeZone } from '@/components/leads/use-time-zone';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useNow } from '@/components/ui/use-now';

interface ScoreAtFormProps {
  /** The past moment that is shown; null is now. */
  at: string | null;
  onAt: (moment: string) => void;
  /** Where the keys are after the way back to now. */
  buttonRef: Ref<HTMLButtonElement>;
}

interface Draft {
  over: string | null;
  text: string;
  error?: string;
}

/** Asks for a past moment, on the clocks of the organization. */
export function ScoreAtForm({ at, onAt, buttonRef }: ScoreAtFormProps) {
  const timeZone = useTimeZone();
  const nowMs = useNow();
  // What was typed belongs to the moment it was typed over: another one, chosen in the chart, takes its place.
  const [latest, setDraft] = useState<Draft | null>(null);
  const draft = latest?.over === at ? latest : null;
  const text = draft?.text ?? (at === null ? '' : localTime(at, timeZone));

  const submit = () => {
    if (draft === null && at !== null) return;
    const moment = momentOfLocalTime(text, timeZone);
    const refuse = (error: string) => setDraft({ over: at, text, error });
    if (moment === null) return refuse('Choose a day and a time.');
    if (Date.parse(moment) > Date.now()) return refuse('That lies ahead. Choose a moment that has passed.');
    setDraft(null);
    onAt(moment);
  };
  return (
    <form
      noValidate
      aria-label="Score at a past moment"
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
        label="Score at"
        error={draft?.error}
        hint={timeZone === undefined ? undefined : `In the organization's time zone, ${timeZone}`}
        className="min-w-0 flex-1 basis-52"
      >
        <span className="flex gap-2">
          <Input
            type="datetime-local"
            value={text}
            max={nowMs === null ? undefined : localTime(new Date(nowMs).toISOString(), timeZone)}
            onChange={({ target }) => setDraft({ over: at, text: target.value })}
          />
          <Button type="submit" ref={buttonRef}>
            Show
          </Button>
        </span>
      </Field>
    </form>
  );
}
