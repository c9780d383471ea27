'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { isApiError } from '@/components/api/api-error';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { signIn } from './auth-client';
import { withNext } from './next-path';

interface Values {
  email: string;
  password: string;
}

export function SignInForm({ next }: { next: string }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [leaving, setLeaving] = useState(false);
  const { register, handleSubmit, formState, setError } = useForm<Values>({
    defaultValues: { email: '', password: '' },
  });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async (values) => {
    setFailure(null);
    try {
      await signIn(values);
      setLeaving(true);
      // A whole load, so that nothing rendered for nobody is shown to somebody.
      window.location.assign(next);
    } catch (error) {
      setFailure(placeFormError(error, setError, ['email', 'password']));
    }
  });

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
      <Field label="Password" error={errors.password?.message}>
        <Input
          type="password"
          autoComplete="current-password"
          {...register('password', { required: 'Enter your password.' })}
        />
      </Field>
      {isApiError(failure) && failure.code === 'UNAUTHORIZED' ? (
        <Notice tone="danger" role="alert">
          No account has this e-mail address and password together.
        </Notice>
      ) : (
        <FormFailure error={failure} />
      )}
      <Button type="submit" variant="primary" pending={isSubmitting || leaving}>
        Sign in
      </Button>
      <p className="text-center text-sm">
        <Link href="/forgot-password" className="text-accent-text underline underline-offset-2">
          Forgot your password?
        </Link>
      </p>
      <p className="text-center text-sm text-muted">
        New here?{' '}
        <Link href={withNext('/sign-up', next)} className="text-accent-text underline underline-offset-2">
          Make an account
        </Link>
      </p>
    </form>
  );
}
