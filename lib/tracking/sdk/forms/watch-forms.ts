import type { Throughline } from '../api';
import { guarded } from '../guard';
import { emailOf, type FormField, formSubmission, type SubmittedForm } from './form-submission';

/** Of the SDK, and whether forms are watched already: a second script tag must not count them twice. */
export type WatchingThroughline = Pick<Throughline, 'track' | 'identify'> & { watchesForms?: boolean };

/** A form or one of its fields with this attribute, or inside an element that has it, is not looked at. */
const IGNORED = '[data-tl-ignore]';

/**
 * Tracks `form_submitted` whenever a form of the page is submitted, by what the browser takes for that: not when
 * its own checks stop it, nor when a script calls `form.submit()`.
 * @param identifies whether the e-mail address of the form says who the visitor is
 */
export function watchForms(
  window: Window & typeof globalThis,
  throughline: WatchingThroughline,
  identifies: boolean,
): void {
  if (throughline.watchesForms) return;
  throughline.watchesForms = true;
  const onSubmit = guarded(window, ({ target, submitter }: SubmitEvent) => {
    if (!(target instanceof Element) || isIgnored(target)) return;
    const form = readForm(window, target, submitter);
    const email = identifies ? emailOf(form.fields) : undefined;
    if (email) throughline.identify({ email });
    throughline.track('form_submitted', { ...formSubmission(form) });
  });
  // While it is on its way down, so that a page that keeps the event to itself does not keep it from us.
  window.document.addEventListener('submit', onSubmit, true);
}

function readForm({ location }: Window, form: Element, submitter: HTMLElement | null): SubmittedForm {
  const action = (submitter && attribute(submitter, 'formaction')) || attribute(form, 'action');
  return {
    id: attribute(form, 'id'),
    name: attribute(form, 'name'),
    action: new URL(action || location.href, location.href).href,
    fields: fieldsOf(form),
  };
}

function fieldsOf(form: Element): FormField[] {
  const fields: FormField[] = [];
  for (const control of [...form.ownerDocument.querySelectorAll<HTMLInputElement>('input,select,textarea')]) {
    if (control.form !== form || isIgnored(control)) continue;
    fields.push({
      name: control.name || control.id,
      type: control.type,
      autocomplete: attribute(control, 'autocomplete'),
      value: control.value,
    });
  }
  return fields;
}

/** A field called "getAttribute" would stand before the form's own method. */
function attribute(element: Element, name: string): string {
  return Element.prototype.getAttribute.call(element, name) || '';
}

function isIgnored(element: Element): boolean {
  return !!Element.prototype.closest.call(element, IGNORED);
}
