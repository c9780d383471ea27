'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/checkbox';
import { CheckField, Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toaster';
import type { Rule } from '@/lib/scoring/contract';
import { ConditionFields } from './condition-fields';
import { checkPoints, type RuleValues, ruleInput, ruleInWords, ruleValues } from './rule-values';
import { useKnownEventTypes } from './use-known-event-types';

interface RuleFormProps {
  rule: Rule | null;
  rules: readonly Rule[];
  onDone: () => void;
}

export function RuleForm({ rule, rules, onDone }: RuleFormProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const create = useMutation(api.scoring.createRule.mutationOptions());
  const update = useMutation(api.scoring.updateRule.mutationOptions());
  const [failure, setFailure] = useState<unknown>(null);
  const types = useKnownEventTypes(rules);
  const typesId = useId();
  const { register, control, handleSubmit, formState, setError } = useForm<RuleValues>({
    defaultValues: ruleValues(rule),
  });
  const { errors, isSubmitting } = formState;
  const words = ruleInWords(useWatch({ control, compute: (values) => values }));

  const submit = handleSubmit(async (values) => {
    setFailure(null);
    try {
      const input = ruleInput(values);
      const saved =
        rule === null ? await create.mutateAsync(input) : await update.mutateAsync({ id: rule.id, ...input });
      toast.success(`Rule saved as version ${saved.version}; it counts for events from now on`);
      onDone();
      await queryClient.invalidateQueries({ queryKey: api.scoring.listRules.key() });
    } catch (error) {
      setFailure(placeFormError(error, setError, ['eventType', 'points', 'description']));
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-1 gap-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <Field label="Event type" hint="As it is sent, e.g. page_view." error={errors.eventType?.message}>
          <Input
            dir="auto"
            list={typesId}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            {...register('eventType', {
              validate: (text) => text.trim() !== '' || 'Enter the type of the event.',
              maxLength: { value: 200, message: 'At most 200 characters.' },
            })}
          />
        </Field>
        <datalist id={typesId}>
          {types.map((type) => (
            <option key={type} value={type} />
          ))}
        </datalist>
        <Field label="Points" hint="Negative ones take away." error={errors.points?.message}>
          <Input type="number" step="any" inputMode="decimal" {...register('points', { validate: checkPoints })} />
        </Field>
      </div>
      <ConditionFields control={control} register={register} errors={errors} />
      <Field
        label="Description"
        optional
        hint="Shown as the reason in every score."
        error={errors.description?.message}
      >
        <Input
          dir="auto"
          autoComplete="off"
          {...register('description', { maxLength: { value: 500, message: 'At most 500 characters.' } })}
        />
      </Field>
      <CheckField label="Active" hint="An inactive rule gives no points.">
        <Switch {...register('active')} />
      </CheckField>
      {words !== null && (
        <p className="rounded-md bg-sunken px-3 py-2 text-sm text-muted break-words">
          <bdi>{words}</bdi>
        </p>
      )}
      <FormFailure error={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          {rule === null ? 'Add the rule' : `Save as version ${rule.version + 1}`}
        </Button>
      </div>
    </form>
  );
}
