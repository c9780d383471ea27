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
import { PASSWORD_MAX, PASSWORD_MIN } from '@/lib/identity/contract';
import { signUp } from './auth-client';
import { withNext } from './next-path';

interface Values {
  name: string;
  email: string;
  password: string;
}

export function SignUpForm({ next, email }: { next: string; email: string }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [leaving, setLeaving] = useState(false);
  const { register, handleSubmit, formState, setError } = useForm<Values>({
    defaultValues: { name: '', email, password: '' },
  });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async (values) => {
    setFailure(null);
    try {
      await signUp(values);
      setLeaving(true);
      window.location.assign(next);
    } catch (error) {
      if (isApiError(error) && error.code === 'CONFLICT')
        setError(
          'email',
          { message: 'There is an account with this e-mail address already. Sign in instead.' },
          { shouldFocus: true },
        );
      else setFailure(placeFormError(error, setError, ['name', 'email', 'password']));
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="Your name" error={errors.name?.message}>
        <Input
          autoComplete="name"
          dir="auto"
          {...register('name', {
            validate: (name) => name.trim() !== '' || 'Enter your name; your team sees it.',
            maxLength: { value: 100, message: 'At most 100 characters.' },
          })}
        />
      </Field>
      <Field label="E-mail address" error={errors.email?.message}>
        <Input
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          {...register('email', {
            required: 'Enter your e-mail address.',
            pattern: { value: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, message: 'This is not an e-mail address.' },
          })}
        />
      </Field>
      <Field label="Password" hint={`At least ${PASSWORD_MIN} characters.`} error={errors.password?.message}>
        <Input
          type="password"
          autoComplete="new-password"
          {...register('password', {
            required: 'Choose a password.',
            minLength: { value: PASSWORD_MIN, message: `At least ${PASSWORD_MIN} characters.` },
            maxLength: { value: PASSWORD_MAX, message: `At most ${PASSWORD_MAX} characters.` },
          })}
        />
      </Field>
      <FormFailure error={failure} />
      <Button type="submit" variant="primary" pending={isSubmitting || leaving}>
        Make an account
      </Button>
      <p className="text-center text-sm text-muted">
        Have an account?{' '}
        <Link href={withNext('/sign-in', next)} className="text-accent-text underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </form>
  );
}
