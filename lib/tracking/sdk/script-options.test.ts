import { expect, test } from 'vitest';
import { readScriptOptions } from './script-options';

function script(src: string, attributes: Record<string, string> = {}) {
  return { src, getAttribute: (name: string) => attributes[name] ?? null };
}

test('a plain tag sends to where the script came from', () => {
  expect(readScriptOptions(script('https://track.example:8443/sdk/ls.js?v=2', { 'data-write-key': 'tl_w_a' }))).toEqual(
    {
      writeKey: 'tl_w_a',
      host: 'https://track.example:8443',
      autoPage: true,
      consentRequired: false,
      respectDoNotTrack: true,
    },
  );
});

test('every option can be set on the tag', () => {
  const attributes = {
    'data-write-key': 'tl_w_a',
    'data-host': 'https://collect.example//',
    'data-auto-page': 'false',
    'data-consent': 'required',
    'data-respect-dnt': 'false',
  };
  expect(readScriptOptions(script('https://cdn.example/ls.js', attributes))).toEqual({
    writeKey: 'tl_w_a',
    host: 'https://collect.example',
    autoPage: false,
    consentRequired: true,
    respectDoNotTrack: false,
  });
});
