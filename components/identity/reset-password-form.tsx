'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { isApiError } from '@/components/api/api-error';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PASSWORD_MAX, PASSWORD_MIN } from '@/lib/identity/contract';
import { resetPassword } from './auth-client';

export function ResetPasswordForm({ token }: { token: string }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [outcome, setOutcome] = useState<'done' | 'spent' | null>(token === '' ? 'spent' : null);
  const { register, handleSubmit, formState, setError } = useForm({ defaultValues: { newPassword: '' } });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async ({ newPassword }) => {
    setFailure(null);
    try {
      await resetPassword({ token, newPassword });
      setOutcome('done');
    } catch (error) {
      const isSpent = isApiError(error) && (error.code === 'GONE' || error.field === 'token');
      if (isSpent) setOutcome('spent');
      else setFailure(placeFormError(error, setError, ['newPassword']));
    }
  });

  if (outcome === 'spent') return <LinkSpent />;
  if (outcome === 'done')
    return (
      <EmptyState
        title={<h1>Your password is changed</h1>}
        action={
          <Button variant="primary" asChild>
            <Link href="/sign-in">Sign in</Link>
          </Button>
        }
      >
        You were signed out everywhere. Sign in with the new password.
      </EmptyState>
    );
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <h1 className="text-lg font-semibold">Choose a new password</h1>
      <Field label="New password" hint={`At least ${PASSWORD_MIN} characters.`} error={errors.newPassword?.message}>
        <Input
          type="password"
          autoComplete="new-password"
          {...register('newPassword', {
            required: 'Enter a new password.',
            minLength: { value: PASSWORD_MIN, message: `At least ${PASSWORD_MIN} characters.` },
            maxLength: { value: PASSWORD_MAX, message: `At most ${PASSWORD_MAX} characters.` },
          })}
        />
      </Field>
      <FormFailure error={failure} />
      <Button type="submit" variant="primary" pending={isSubmitting}>
        Change the password
      </Button>
    </form>
  );
}

function LinkSpent() {
  return (
    <EmptyState
      title={<h1>This link cannot be used</h1>}
      action={
        <Button variant="primary" asChild>
          <Link href="/forgot-password">Ask for a new link</Link>
        </Button>
      }
    >
      It was used already, or is older than an hour. Your password is as it was.
    </EmptyState>
  );
}
