import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form';
import { isApiError } from './api-error';

/**
 * Puts a refusal at the field it is about.
 * Returns the error back when it belongs to none of `fields`, for a message of the whole form.
 */
export function placeFormError<Values extends FieldValues>(
  error: unknown,
  setError: UseFormSetError<Values>,
  fields: readonly FieldPath<Values>[],
): unknown {
  const refused = isApiError(error) ? error.field : undefined;
  const field = fields.find(
    (name) => refused === name || refused?.startsWith(`${name}.`) || refused?.startsWith(`${name}[`),
  );
  if (field === undefined || !isApiError(error)) return error;
  setError(field, { type: 'server', message: error.message }, { shouldFocus: true });
  return null;
}
