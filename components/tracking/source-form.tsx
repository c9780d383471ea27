'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toaster';
import { isWholeNumber } from '@/components/ui/whole-number';
import type { Source } from '@/lib/tracking/contract';
import { originsProblem, parseOrigins } from './origins';

interface SourceFormProps {
  onClose: () => void;
  /** The one to change; a new one without it. */
  source?: Source;
  onSaved: (source: Source) => void;
}

export function SourceForm({ onClose, source, onSaved }: SourceFormProps) {
  return (
    <Dialog open onOpenChange={onClose} title={source ? 'Change the source' : 'New source'}>
      <Fields source={source} onSaved={onSaved} onCancel={onClose} />
    </Dialog>
  );
}

interface Values {
  name: string;
  allowedOrigins: string;
  eventsPerSecond: string;
  backdatingDays: string;
}

interface FieldsProps {
  source: Source | undefined;
  onSaved: (source: Source) => void;
  onCancel: () => void;
}

function Fields({ source, onSaved, onCancel }: FieldsProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const create = useMutation(api.tracking.createSource.mutationOptions());
  const update = useMutation(api.tracking.updateSource.mutationOptions());
  const { register, handleSubmit, formState, setError } = useForm<Values>({
    defaultValues: {
      name: source?.name ?? '',
      allowedOrigins: source?.allowedOrigins.join('\n') ?? '',
      eventsPerSecond: source?.eventsPerSecond?.toString() ?? '',
      backdatingDays: String(source?.backdatingDays ?? 90),
    },
  });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async (values) => {
    setFailure(null);
    const fields = {
      name: values.name.trim(),
      allowedOrigins: parseOrigins(values.allowedOrigins),
      eventsPerSecond: values.eventsPerSecond === '' ? null : Number(values.eventsPerSecond),
      backdatingDays: Number(values.backdatingDays),
    };
    try {
      const saved = source ? await update.mutateAsync({ id: source.id, ...fields }) : await create.mutateAsync(fields);
      await queryClient.invalidateQueries({ queryKey: api.tracking.listSources.key() });
      toast.success(source ? 'Source saved' : 'Source made');
      onSaved(saved);
    } catch (error) {
      setFailure(placeFormError(error, setError, ['name', 'allowedOrigins', 'eventsPerSecond', 'backdatingDays']));
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="Name" hint="E.g. “Web site” or “Billing server”." error={errors.name?.message}>
        <Input
          dir="auto"
          autoComplete="off"
          {...register('name', {
            validate: (name) => name.trim() !== '' || 'Enter a name.',
            maxLength: { value: 100, message: 'At most 100 characters.' },
          })}
        />
      </Field>
      <Field
        label="Allowed origins"
        optional
        hint="One a line, e.g. https://www.example.com. Browsers on other sites are refused; empty allows every site."
        error={errors.allowedOrigins?.message}
      >
        <Textarea
          spellCheck={false}
          autoCapitalize="none"
          className="font-mono"
          {...register('allowedOrigins', { validate: originsProblem })}
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Events a second" optional hint="Empty: the usual limit." error={errors.eventsPerSecond?.message}>
          <Input
            type="number"
            inputMode="numeric"
            {...register('eventsPerSecond', {
              validate: (text) => text === '' || isWholeNumber(text, 1, 100_000) || 'A whole number from 1 to 100,000.',
            })}
          />
        </Field>
        <Field label="Events may be late by" hint="Older ones are refused." error={errors.backdatingDays?.message}>
          <Input
            type="number"
            inputMode="numeric"
            trailing="days"
            {...register('backdatingDays', {
              validate: (text) => isWholeNumber(text, 0, 36_500) || 'A whole number from 0 to 36,500.',
            })}
          />
        </Field>
      </div>
      <FormFailure error={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          {source ? 'Save' : 'Make the source'}
        </Button>
      </div>
    </form>
  );
}
