import { expect, test } from 'vitest';
import { GRANTED, initialPermission, REFUSED } from './consent';

const OPTIONS = { writeKey: 'tl_w_a', consentRequired: false, respectDoNotTrack: true };
const NAVIGATOR = { language: 'en' };

test.each([
  ['by default', {}, {}, null, 'granted'],
  ['after an earlier refusal', {}, {}, REFUSED, 'refused'],
  ['where consent is required', { consentRequired: true }, {}, null, 'pending'],
  ['where it is required and was given', { consentRequired: true }, {}, GRANTED, 'granted'],
  ['with Do Not Track', {}, { doNotTrack: '1' }, GRANTED, 'blocked'],
  ['with Global Privacy Control', {}, { globalPrivacyControl: true }, null, 'blocked'],
  ['with Do Not Track set aside', { respectDoNotTrack: false }, { doNotTrack: '1' }, null, 'granted'],
  ['with Do Not Track off', {}, { doNotTrack: '0', globalPrivacyControl: false }, null, 'granted'],
  ['without a write key', { writeKey: '' }, {}, GRANTED, 'blocked'],
])('%s', (_when, options, navigator, stored, permission) => {
  expect(initialPermission({ ...OPTIONS, ...options }, { ...NAVIGATOR, ...navigator }, stored)).toBe(permission);
});
