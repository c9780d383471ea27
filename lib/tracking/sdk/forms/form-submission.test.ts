import { describe, expect, test } from 'vitest';
import { emailOf, type FormField, formSubmission } from './form-submission';

const field = (name: string, type = 'text', rest: Partial<FormField> = {}): FormField => ({
  name,
  type,
  autocomplete: '',
  value: `value of ${name}`,
  ...rest,
});
const form = (fields: FormField[], rest = {}) => formSubmission({ id: '', name: '', action: '', fields, ...rest });

describe('what is tracked of a form', () => {
  test('is what it is called, where it goes, and the names of its fields: no value', () => {
    const submission = form([field('company'), field('seats', 'number'), field('plan', 'select-one')], {
      id: 'signup',
      name: 'trial',
      action: 'https://shop.example/signup?token=hunter2#top',
    });
    expect(submission).toEqual({
      id: 'signup',
      name: 'trial',
      action: 'https://shop.example/signup',
      fields: ['company', 'seats', 'plan'],
    });
    expect(JSON.stringify(submission)).not.toContain('value of');
  });

  test('leaves out what it does not have', () => {
    expect(JSON.stringify(form([]))).toBe('{"fields":[]}');
  });

  test.each([
    ['password', field('login', 'password')],
    ['hidden', field('campaign', 'hidden')],
    ['button', field('go', 'submit')],
    ['card by name', field('card_number', 'text')],
    ['card by what the browser fills in', field('number', 'text', { autocomplete: 'billing cc-number' })],
    ['code by what the browser fills in', field('code', 'text', { autocomplete: 'one-time-code' })],
    ['password shown as text', field('user[password]', 'text')],
    ['new password', field('secondTime', 'text', { autocomplete: 'new-password' })],
    ['token', field('csrf_token', 'text')],
    ['nameless', field('', 'text')],
  ])('never names a field: %s', (_why, one) => {
    expect(form([field('company'), one]).fields).toEqual(['company']);
  });

  test('is bounded, and names each field once', () => {
    const many = Array.from({ length: 200 }, (_, i) => field(`f${i}`));
    expect(form(many).fields).toHaveLength(50);
    expect(form([field('x'.repeat(5_000))]).fields[0]).toHaveLength(100);
    expect(form([field('topic', 'radio'), field('topic', 'radio'), field('a')]).fields).toEqual(['topic', 'a']);
  });
});

describe('the address of who sent it', () => {
  const address = { value: ' ada@example.com ' };
  test.each([
    ['by type', field('contact', 'email', address)],
    ['by name', field('E-Mail', 'text', address)],
    ['by what the browser fills in', field('contact', 'text', { ...address, autocomplete: 'work email' })],
  ])('is found %s', (_how, one) => {
    expect(emailOf([field('company', 'text', { value: 'not@this.example' }), one])).toBe('ada@example.com');
  });

  test('is none where it does not look like one, or stands in a field that is not to be read', () => {
    expect(emailOf([field('email', 'email', { value: 'ada' })])).toBeUndefined();
    expect(emailOf([field('email', 'hidden', address), field('email', 'password', address)])).toBeUndefined();
    expect(emailOf([field('friend_email_message', 'text', address)])).toBeUndefined();
  });

  test('is the first of several', () => {
    const second = field('friend', 'email', { value: 'grace@example.com' });
    expect(emailOf([field('email', 'email', { value: '' }), field('you', 'email', address), second])).toBe(
      'ada@example.com',
    );
  });
});
