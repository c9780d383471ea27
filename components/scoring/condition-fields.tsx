'use client';

import { Plus, X } from 'lucide-react';
import { type Control, type FieldErrors, type UseFormRegister, useFieldArray, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { OPERATOR_ORDER, OPERATOR_WORDS, takesValue } from './condition-words';
import { checkConditionValue, EMPTY_CONDITION, type RuleValues } from './rule-values';

const MAX_CONDITIONS = 10;

interface ConditionFieldsProps {
  control: Control<RuleValues>;
  register: UseFormRegister<RuleValues>;
  errors: FieldErrors<RuleValues>;
}

/** The conditions on an event's properties, all of which must hold. */
export function ConditionFields({ control, register, errors }: ConditionFieldsProps) {
  const { fields, append, remove } = useFieldArray({ control, name: 'conditions' });
  const conditions = useWatch({ control, name: 'conditions' });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">
        Only when <span className="font-normal text-faint">optional; all must hold</span>
      </legend>
      {fields.map((field, index) => {
        const operator = conditions[index]?.operator ?? field.operator;
        const wrong = errors.conditions?.[index];
        const nth = `condition ${index + 1}`;
        return (
          <div
            key={field.id}
            className="grid grid-cols-[1fr_auto] items-start gap-2 sm:grid-cols-[minmax(0,1fr)_9.5rem_minmax(0,1fr)_auto]"
          >
            <Field
              label={`Property of ${nth}`}
              labelHidden
              error={wrong?.property?.message}
              className="max-sm:col-start-1"
            >
              <Input
                placeholder="property, e.g. page.path"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                {...register(`conditions.${index}.property`, {
                  validate: (text) => text.trim() !== '' || 'Name a property.',
                  maxLength: { value: 200, message: 'At most 200 characters.' },
                })}
              />
            </Field>
            <Field label={`Comparison of ${nth}`} labelHidden className="max-sm:col-start-1">
              <Select {...register(`conditions.${index}.operator`)}>
                {OPERATOR_ORDER.map((option) => (
                  <option key={option} value={option}>
                    {OPERATOR_WORDS[option]}
                  </option>
                ))}
              </Select>
            </Field>
            {takesValue(operator) ? (
              <Field label={`Value of ${nth}`} labelHidden error={wrong?.value?.message} className="max-sm:col-start-1">
                <Input
                  dir="auto"
                  placeholder="value"
                  autoComplete="off"
                  {...register(`conditions.${index}.value`, {
                    validate: (text, values) =>
                      checkConditionValue(values.conditions[index]?.operator ?? operator, text),
                    maxLength: { value: 500, message: 'At most 500 characters.' },
                  })}
                />
              </Field>
            ) : (
              <span className="max-sm:hidden" />
            )}
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove ${nth}`}
              title="Remove"
              onClick={() => remove(index)}
              className="max-sm:col-start-2 max-sm:row-start-1"
            >
              <X />
            </Button>
          </div>
        );
      })}
      {fields.length < MAX_CONDITIONS && (
        <Button
          variant="ghost"
          size="sm"
          icon={<Plus />}
          className="justify-self-start"
          onClick={() => append({ ...EMPTY_CONDITION })}
        >
          Add a condition
        </Button>
      )}
    </fieldset>
  );
}
