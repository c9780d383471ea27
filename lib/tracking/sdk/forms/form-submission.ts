/** A field of a form, as much as decides whether it is named. */
export interface FormField {
  name: string;
  /** As the browser understands it: `email`, `password`, `select-one`. */
  type: string;
  autocomplete: string;
  value: string;
}

export interface SubmittedForm {
  id: string;
  name: string;
  /** Where it is sent, absolute; empty where that is nowhere. */
  action: string;
  fields: FormField[];
}

/** What is tracked of a form that was sent: names, never values. */
export interface FormSubmission {
  id: string | undefined;
  name: string | undefined;
  /** Without query and fragment, which may hold secrets. */
  action: string | undefined;
  fields: string[];
}

const FIELDS_MAX = 50;
const NAME_LENGTH_MAX = 100;
/** Not filled in by the visitor, or nobody's business. */
const LEFT_OUT_TYPE = /^(password|hidden|submit|button|reset|image|file)$/;
const SECRET_NAME = /pass(word|wd|phrase|code)|pwd|secret|token|csrf|card|cvv|cvc|csc|iban|account.?n|ssn|\bpin\b/i;
const SECRET_AUTOCOMPLETE = /(^|\s)(cc-|one-time-code|current-password|new-password)/i;
const EMAIL_NAME = /^e-?mail(.?address)?$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function formSubmission({ id, name, action, fields }: SubmittedForm): FormSubmission {
  const names = fields.filter(isNamed).map((field) => field.name.slice(0, NAME_LENGTH_MAX));
  return {
    id: id || undefined,
    name: name || undefined,
    action: action.split(/[?#]/)[0] || undefined,
    fields: names.filter((one, index) => names.indexOf(one) === index).slice(0, FIELDS_MAX),
  };
}

/** The address in the form's first e-mail field that holds one. */
export function emailOf(fields: FormField[]): string | undefined {
  const candidates = fields.filter((field) => isNamed(field) && isEmailField(field) && EMAIL.test(field.value.trim()));
  return candidates.length ? candidates[0]!.value.trim() : undefined;
}

function isNamed({ name, type, autocomplete }: FormField): boolean {
  return !!name && !LEFT_OUT_TYPE.test(type) && !SECRET_NAME.test(name) && !SECRET_AUTOCOMPLETE.test(autocomplete);
}

function isEmailField({ name, type, autocomplete }: FormField): boolean {
  return type === 'email' || EMAIL_NAME.test(name) || /(^|\s)email$/i.test(autocomplete);
}
