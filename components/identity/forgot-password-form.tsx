'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { requestPasswordReset } from './auth-client';

/** @param keepsMail mail is not sent here but kept, where the person at this machine can read it */
export function ForgotPasswordForm({ keepsMail }: { keepsMail: boolean }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const { register, handleSubmit, formState, setError } = useForm({ defaultValues: { email: '' } });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async ({ email }) => {
    setFailure(null);
    try {
      await requestPasswordReset(email.trim());
      setAsked(email.trim());
    } catch (error) {
      setFailure(placeFormError(error, setError, ['email']));
    }
  });

  if (asked !== null)
    return (
      <div className="grid gap-4">
        <Notice tone="ok" role="status">
          If an account has the address {asked}, a mail with a link was written to it. The link is good for one hour.
        </Notice>
        {keepsMail && (
          <Button variant="primary" asChild>
            <Link href="/outbox">Open the outbox of this machine</Link>
          </Button>
        )}
        <BackToSignIn />
      </div>
    );
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="E-mail address" error={errors.email?.message}>
        <Input
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          {...register('email', { required: 'Enter your e-mail address.' })}
        />
      </Field>
      <FormFailure error={failure} />
      <Button type="submit" variant="primary" pending={isSubmitting}>
        Send the link
      </Button>
      <BackToSignIn />
    </form>
  );
}

function BackToSignIn() {
  return (
    <p className="text-center text-sm">
      <Link href="/sign-in" className="text-accent-text underline underline-offset-2">
        Back to sign in
      </Link>
    </p>
  );
}
