'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format-number';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toaster';
import { ConfirmRefold } from './confirm-refold';
import { FadeExplained } from './fade-explained';
import {
  BOUNDS,
  checkBetween,
  checkRises,
  type ScoringSettings,
  type SettingsValues,
  settingsInput,
  settingsValues,
  validSettings,
} from './settings-values';

const FIELDS = ['warmAt', 'hotAt', 'qualifiedAt', 'graceDays'] as const;

const inThresholds = checkBetween(BOUNDS.warmAt);

/** Thresholds and decay. Both are read back into history, so a change folds every lead again and is asked for first. */
export function SettingsForm({ settings }: { settings: ScoringSettings }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const [asked, setAsked] = useState<ScoringSettings | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [replaying, setReplaying] = useState(0);
  const update = useMutation(api.scoring.updateScoringSettings.mutationOptions());
  const { register, control, handleSubmit, formState, setError, reset } = useForm<SettingsValues>({
    values: settingsValues(settings),
    // What somebody else saves meanwhile arrives, except where one is typing.
    resetOptions: { keepDirtyValues: true },
    disabled: !can('scoring:write'),
  });
  const { errors, isDirty } = formState;
  const typed = useWatch({ control, compute: (values) => values });
  const valid = validSettings({ ...settingsValues(settings), ...definedOf(typed) });

  async function save(next: ScoringSettings) {
    setFailure(null);
    try {
      const saved = await update.mutateAsync(next);
      queryClient.setQueryData(api.scoring.getScoringSettings.queryKey(), saved.settings);
      reset(settingsValues(saved.settings));
      setReplaying(saved.leadsToReplay);
      toast.success('Scoring settings saved');
    } catch (error) {
      setFailure(placeFormError(error, setError, FIELDS));
    } finally {
      setAsked(null);
    }
  }

  return (
    <form onSubmit={handleSubmit((values) => setAsked(settingsInput(values)))} noValidate>
      <Card
        title="Stages and decay"
        description="A lead's stage follows from its score as it stands now, decay included."
        footer={
          can('scoring:write') && (
            <>
              {isDirty && <Button onClick={() => reset(settingsValues(settings))}>Discard</Button>}
              <Button type="submit" variant="primary" disabled={!isDirty} pending={update.isPending}>
                Save…
              </Button>
            </>
          )
        }
      >
        <div className="grid gap-4 py-2">
          <div className="grid gap-4 sm:grid-cols-3">
            <Field label="Warm from" error={errors.warmAt?.message}>
              <Input type="number" step="any" inputMode="decimal" {...register('warmAt', { validate: inThresholds })} />
            </Field>
            <Field label="Hot from" error={errors.hotAt?.message}>
              <Input
                type="number"
                step="any"
                inputMode="decimal"
                {...register('hotAt', {
                  validate: {
                    bounds: inThresholds,
                    rises: (text, { warmAt }) => checkRises(text, warmAt, 'warm'),
                  },
                })}
              />
            </Field>
            <Field label="Qualified from" error={errors.qualifiedAt?.message}>
              <Input
                type="number"
                step="any"
                inputMode="decimal"
                {...register('qualifiedAt', {
                  validate: {
                    bounds: inThresholds,
                    rises: (text, { hotAt }) => checkRises(text, hotAt, 'hot'),
                  },
                })}
              />
            </Field>
          </div>
          <div className="grid gap-4 sm:grid-cols-3">
            <Field
              label="Days without decay"
              hint="After the last event, from 0 to 365."
              error={errors.graceDays?.message}
            >
              <Input
                type="number"
                step="any"
                inputMode="decimal"
                trailing="days"
                {...register('graceDays', { validate: checkBetween(BOUNDS.graceDays) })}
              />
            </Field>
            <Field
              label="Then lost each day"
              hint="Of what is left, from 0 to 50 %."
              error={errors.lostPerDayPercent?.message}
            >
              <Input
                type="number"
                step="any"
                inputMode="decimal"
                trailing="%"
                {...register('lostPerDayPercent', { validate: checkBetween(BOUNDS.lostPerDayPercent) })}
              />
            </Field>
          </div>
          <FadeExplained settings={valid} />
          {replaying > 0 && (
            <Notice tone="accent" role="status">
              {formatNumber(replaying)} {replaying === 1 ? 'lead is' : 'leads are'} being folded again in the
              background. Scores and stages change as it goes on.
            </Notice>
          )}
          <FormFailure error={failure} />
        </div>
      </Card>
      <ConfirmRefold
        open={asked !== null}
        pending={update.isPending}
        onCancel={() => setAsked(null)}
        onConfirm={() => asked !== null && void save(asked)}
      />
    </form>
  );
}

/** A form that may not be changed tells its values as undefined. */
function definedOf(values: Partial<SettingsValues>): Partial<SettingsValues> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
