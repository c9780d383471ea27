'use client';

import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { ChoiceOptions } from './choice-options';
import { useBrowserChoices } from './use-browser-choices';

interface Values {
  name: string;
  timeZone: string;
  currency: string;
}

const UNKNOWN_ZONES = [{ value: 'UTC', label: 'UTC' }];
const UNKNOWN_CURRENCIES = [{ value: 'USD', label: 'USD' }];

export function CreateOrganizationForm() {
  const api = useApi();
  const create = useMutation(api.identity.createOrganization.mutationOptions());
  const [failure, setFailure] = useState<unknown>(null);
  const [leaving, setLeaving] = useState(false);
  const { register, handleSubmit, formState, setError, setValue } = useForm<Values>({
    defaultValues: { name: '', timeZone: 'UTC', currency: 'USD' },
  });
  const { errors, isSubmitting } = formState;
  const browser = useBrowserChoices();

  // After the options are there: a select takes no value it does not offer.
  useEffect(() => {
    if (browser === null) return;
    setValue('timeZone', browser.timeZone);
    setValue('currency', browser.currency);
  }, [browser, setValue]);

  const submit = handleSubmit(async (values) => {
    setFailure(null);
    try {
      const { slug } = await create.mutateAsync(values);
      setLeaving(true);
      window.location.assign(`/${slug}`);
    } catch (error) {
      setFailure(placeFormError(error, setError, ['name', 'timeZone', 'currency']));
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="Name of the organization" hint="Its address is made from the name." error={errors.name?.message}>
        <Input
          autoComplete="organization"
          dir="auto"
          {...register('name', {
            validate: (name) => name.trim() !== '' || 'Enter a name.',
            maxLength: { value: 100, message: 'At most 100 characters.' },
          })}
        />
      </Field>
      <Field label="Time zone" hint="Days and weeks of all figures begin here." error={errors.timeZone?.message}>
        <Select {...register('timeZone')}>
          <ChoiceOptions choices={browser?.timeZones ?? UNKNOWN_ZONES} />
        </Select>
      </Field>
      <Field label="Currency" error={errors.currency?.message}>
        <Select {...register('currency')}>
          <ChoiceOptions choices={browser?.currencies ?? UNKNOWN_CURRENCIES} />
        </Select>
      </Field>
      <FormFailure error={failure} />
      <Button type="submit" variant="primary" pending={isSubmitting || leaving}>
        Create the organization
      </Button>
    </form>
  );
}
