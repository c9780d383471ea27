'use client';

import { type ComponentProps, createContext, type ReactNode, useContext, useId } from 'react';
import { cx } from './class-names';

interface FieldIds {
  id: string;
  hintId: string | undefined;
  errorId: string | undefined;
}

const FieldContext = createContext<FieldIds | null>(null);

interface FieldProps {
  label: ReactNode;
  children: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, said at the field. */
  error?: string | undefined;
  optional?: boolean;
  /** The label stays for screen readers only. */
  labelHidden?: boolean;
  className?: string;
}

/** A labelled control. The input inside takes its id, description and error from here. */
export function Field({ label, children, hint, error, optional, labelHidden, className }: FieldProps) {
  const id = useId();
  const ids = { id, hintId: hint ? `${id}-hint` : undefined, errorId: error ? `${id}-error` : undefined };
  return (
    <div className={cx('grid content-start gap-1', className)}>
      <label htmlFor={id} className={cx('text-sm font-medium text-ink', labelHidden && 'sr-only')}>
        {label}
        {optional && <span className="ml-1.5 font-normal text-faint">optional</span>}
      </label>
      <FieldContext value={ids}>{children}</FieldContext>
      {hint && (
        <p id={ids.hintId} className="text-xs text-faint">
          {hint}
        </p>
      )}
      <FieldError id={ids.errorId} message={error} />
    </div>
  );
}

/** The same for a checkbox or switch: the control stands before its label. */
export function CheckField({ label, children, hint, error, className }: Omit<FieldProps, 'optional' | 'labelHidden'>) {
  const id = useId();
  const ids = { id, hintId: hint ? `${id}-hint` : undefined, errorId: error ? `${id}-error` : undefined };
  return (
    <div className={cx('grid grid-cols-[auto_1fr] items-start gap-x-2.5', className)}>
      <FieldContext value={ids}>{children}</FieldContext>
      <div className="grid gap-0.5">
        <label htmlFor={id} className="text-sm text-ink">
          {label}
        </label>
        {hint && (
          <p id={ids.hintId} className="text-xs text-faint">
            {hint}
          </p>
        )}
        <FieldError id={ids.errorId} message={error} />
      </div>
    </div>
  );
}

function FieldError({ id, message }: { id: string | undefined; message: string | undefined }) {
  if (!message) return null;
  return (
    <p id={id} role="alert" className="text-xs text-danger-text">
      {message}
    </p>
  );
}

interface ControlProps {
  id?: string | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: ComponentProps<'input'>['aria-invalid'];
}

/** Connects a control to the field around it; what the control says itself comes first. */
export function useFieldControl<Props extends ControlProps>(props: Props): Props {
  const field = useContext(FieldContext);
  if (field === null) return props;
  const describedBy = [props['aria-describedby'], field.errorId, field.hintId].filter(Boolean).join(' ');
  return {
    ...props,
    id: props.id ?? field.id,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': props['aria-invalid'] ?? (field.errorId !== undefined || undefined),
  };
}
