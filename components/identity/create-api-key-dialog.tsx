'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { CodeBlock } from '@/components/ui/code-block';
import { Dialog } from '@/components/ui/dialog';
import { CheckField, Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { isWholeNumber } from '@/components/ui/whole-number';
import { KEY_SCOPES } from '@/lib/tenancy/permissions';
import { SCOPE_WORDS, type Scope } from './scope-words';

export function CreateApiKeyDialog({ onClose }: { onClose: () => void }) {
  const [key, setKey] = useState<string | null>(null);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      dismissible={key === null}
      title={key ? 'The key is ready' : 'New API key'}
      description={key ? 'Copy it now; it is not shown again.' : undefined}
      footer={key && <Button onClick={onClose}>Done</Button>}
    >
      {key ? <CodeBlock label="API key" code={key} /> : <CreateApiKeyForm onMade={setKey} onCancel={onClose} />}
    </Dialog>
  );
}

interface Values {
  name: string;
  scopes: Scope[];
  /** Days from now; empty for never. */
  expiresInDays: string;
  requestsPerMinute: string;
}

const DAY_MS = 24 * 3600 * 1000;

interface CreateApiKeyFormProps {
  onMade: (key: string) => void;
  onCancel: () => void;
}

function CreateApiKeyForm({ onMade, onCancel }: CreateApiKeyFormProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const create = useMutation(api.identity.createApiKey.mutationOptions());
  const [failure, setFailure] = useState<unknown>(null);
  const { register, handleSubmit, formState, setError } = useForm<Values>({
    defaultValues: { name: '', scopes: [], expiresInDays: '90', requestsPerMinute: '' },
  });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async (values) => {
    setFailure(null);
    try {
      const { key } = await create.mutateAsync({
        name: values.name.trim(),
        scopes: values.scopes,
        expiresAt: values.expiresInDays
          ? new Date(Date.now() + Number(values.expiresInDays) * DAY_MS).toISOString()
          : null,
        requestsPerMinute: values.requestsPerMinute ? Number(values.requestsPerMinute) : null,
      });
      onMade(key);
      await queryClient.invalidateQueries({ queryKey: api.identity.listApiKeys.key() });
    } catch (error) {
      setFailure(placeFormError(error, setError, ['name', 'scopes', 'requestsPerMinute']));
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="Name" hint="What will use it, so that you know it again." error={errors.name?.message}>
        <Input
          dir="auto"
          autoComplete="off"
          {...register('name', {
            validate: (name) => name.trim() !== '' || 'Enter a name.',
            maxLength: { value: 100, message: 'At most 100 characters.' },
          })}
        />
      </Field>
      <ScopeChoices error={errors.scopes?.message}>
        {KEY_SCOPES.map((scope) => (
          <CheckField key={scope} label={SCOPE_WORDS[scope]} hint={<code className="font-mono">{scope}</code>}>
            <Checkbox
              value={scope}
              {...register('scopes', { validate: (chosen) => chosen.length > 0 || 'Choose at least one.' })}
            />
          </CheckField>
        ))}
      </ScopeChoices>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Expires">
          <Select {...register('expiresInDays')}>
            <option value="30">In 30 days</option>
            <option value="90">In 90 days</option>
            <option value="365">In a year</option>
            <option value="">Never</option>
          </Select>
        </Field>
        <Field
          label="Requests a minute"
          optional
          hint="Empty: the usual limit."
          error={errors.requestsPerMinute?.message}
        >
          <Input
            type="number"
            inputMode="numeric"
            {...register('requestsPerMinute', {
              validate: (text) => text === '' || isWholeNumber(text, 1, 100_000) || 'A whole number from 1 to 100,000.',
            })}
          />
        </Field>
      </div>
      <FormFailure error={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          Make the key
        </Button>
      </div>
    </form>
  );
}

function ScopeChoices({ error, children }: { error: string | undefined; children: React.ReactNode }) {
  const errorId = useId();
  return (
    <fieldset aria-describedby={error ? errorId : undefined} className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">May</legend>
      <div className="grid gap-x-4 gap-y-2 md:grid-cols-2">{children}</div>
      {error && (
        <p id={errorId} role="alert" className="text-xs text-danger-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}
