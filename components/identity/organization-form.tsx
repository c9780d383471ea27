'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Checkbox, Switch } from '@/components/ui/checkbox';
import { CheckField, Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toaster';
import { isWholeNumber } from '@/components/ui/whole-number';
import type { Organization } from '@/lib/identity/contract';
import { ChoiceOptions } from './choice-options';
import { currencyChoices, timeZoneChoices, WEEK_STARTS } from './choices';
import { changesOf, type OrganizationValues, valuesOf } from './organization-values';

const FIELDS = [
  'name',
  'domain',
  'timeZone',
  'currency',
  'weekStart',
  'moaPercent',
  'retentionDays',
  'keepIpAddresses',
] as const;

export function OrganizationForm({ organization }: { organization: Organization }) {
  const api = useApi();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const [failure, setFailure] = useState<unknown>(null);
  const update = useMutation(api.identity.updateOrganization.mutationOptions());
  const { register, handleSubmit, formState, setError, control, reset } = useForm<OrganizationValues>({
    values: valuesOf(organization),
    // What somebody else saves meanwhile arrives, except where one is typing.
    resetOptions: { keepDirtyValues: true },
    disabled: !can('settings:write'),
  });
  const { errors, isDirty, isSubmitting } = formState;
  const keepForever = useWatch({ control, name: 'keepForever' });
  const zones = useMemo(() => timeZoneChoices(organization.timeZone), [organization.timeZone]);
  const currencies = useMemo(() => currencyChoices(organization.currency), [organization.currency]);

  const submit = handleSubmit(async (values) => {
    setFailure(null);
    try {
      const saved = await update.mutateAsync(changesOf(organization, values));
      queryClient.setQueryData(api.identity.getOrganization.queryKey(), saved);
      reset(valuesOf(saved));
      toast.success('Settings saved');
      // The name stands in the rail, which the server draws.
      router.refresh();
    } catch (error) {
      setFailure(placeFormError(error, setError, FIELDS));
    }
  });

  return (
    <form onSubmit={submit} noValidate>
      <Card
        footer={
          can('settings:write') && (
            <>
              {isDirty && <Button onClick={() => reset(valuesOf(organization))}>Discard</Button>}
              <Button type="submit" variant="primary" disabled={!isDirty} pending={isSubmitting}>
                Save
              </Button>
            </>
          )
        }
      >
        <div className="grid gap-x-6 gap-y-4 py-2 md:grid-cols-2">
          <Field label="Name" error={errors.name?.message}>
            <Input
              dir="auto"
              autoComplete="off"
              {...register('name', {
                validate: (name) => name.trim() !== '' || 'Enter a name.',
                maxLength: { value: 100, message: 'At most 100 characters.' },
              })}
            />
          </Field>
          <Field label="Address" hint="Part of every link to this workspace; it does not change.">
            <Input value={organization.slug} readOnly />
          </Field>
          <Field label="Domain" optional hint="Your own web site, e.g. example.com." error={errors.domain?.message}>
            <Input
              autoComplete="off"
              inputMode="url"
              spellCheck={false}
              {...register('domain', { maxLength: { value: 253, message: 'At most 253 characters.' } })}
            />
          </Field>
          <Field label="Time zone" hint="Days and weeks of all figures begin here." error={errors.timeZone?.message}>
            <Select {...register('timeZone')}>
              <ChoiceOptions choices={zones} />
            </Select>
          </Field>
          <Field label="Currency" error={errors.currency?.message}>
            <Select {...register('currency')}>
              <ChoiceOptions choices={currencies} />
            </Select>
          </Field>
          <Field label="The week begins on" error={errors.weekStart?.message}>
            <Select {...register('weekStart')}>
              <ChoiceOptions choices={WEEK_STARTS} />
            </Select>
          </Field>
          <Field
            label="Maximum offer (MOA)"
            hint="Share of a property's value after repairs that an offer may reach."
            error={errors.moaPercent?.message}
          >
            <Input
              type="number"
              inputMode="numeric"
              trailing="%"
              {...register('moaPercent', {
                validate: (percent) => isWholeNumber(percent, 1, 100) || 'A whole number from 1 to 100.',
              })}
            />
          </Field>
          <div className="grid content-start gap-2">
            <Field
              label="Keep events for"
              hint="Older events are removed; totals that counted them stay."
              error={errors.retentionDays?.message}
            >
              <Input
                type="number"
                inputMode="numeric"
                trailing="days"
                readOnly={keepForever}
                {...register('retentionDays', {
                  validate: (days, values) =>
                    values.keepForever || isWholeNumber(days, 30, 36_500) || 'A whole number from 30 to 36,500.',
                })}
              />
            </Field>
            <CheckField label="Keep them for ever">
              <Checkbox {...register('keepForever')} />
            </CheckField>
          </div>
          <CheckField
            className="md:col-span-2"
            label="Keep visitors' IP addresses"
            hint="Off: addresses are dropped before an event is stored."
            error={errors.keepIpAddresses?.message}
          >
            <Switch {...register('keepIpAddresses')} />
          </CheckField>
        </div>
        <FormFailure error={failure} />
      </Card>
    </form>
  );
}
