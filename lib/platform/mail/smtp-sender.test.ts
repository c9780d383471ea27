import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../errors';
import type { MailMessage } from './message';
import { mayBeTriedAgain, smtpSender } from './smtp-sender';
import { type MailServer, startMailServer, startSilentServer } from './testing/mail-server';

const FROM = 'Throughline <mail@throughline.test>';
// As in earnest, a greeting is waited for less long than any later word.
const PATIENCE = { connectionMs: 300, greetingMs: 300, silenceMs: 1_500 };
const MESSAGE: MailMessage = {
  to: 'ada@reader.test',
  subject: 'Grüße',
  text: 'plain words',
  html: '<p>rich words</p>',
  headers: { 'Auto-Submitted': 'auto-generated' },
  messageId: '<one@throughline.test>',
};

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function mailServer(): Promise<MailServer> {
  const server = await startMailServer();
  open.push(server);
  return server;
}

async function failureOf(url: string, message = MESSAGE): Promise<AppError> {
  const thrown = await smtpSender({ url, from: FROM, patience: PATIENCE })
    .send(message)
    .catch((error: unknown) => error);
  if (!(thrown instanceof AppError)) throw new Error(`no refusal: ${JSON.stringify(thrown)}`);
  return thrown;
}

it('hands a mail over with both forms, its id and its headers', async () => {
  const server = await mailServer();
  const sent = await smtpSender({ url: server.url, from: FROM }).send(MESSAGE);
  expect(sent).toEqual({ messageId: '<one@throughline.test>' });
  expect(server.received).toHaveLength(1);
  const [{ to, source }] = server.received as [{ to: string[]; source: string }];
  expect(to).toEqual(['ada@reader.test']);
  expect(source).toMatch(/^Message-ID: <one@throughline\.test>\r?$/m);
  expect(source).toMatch(/^From: Throughline <mail@throughline\.test>\r?$/m);
  expect(source).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
  expect(source).toContain('multipart/alternative');
  expect(source).toContain('plain words');
  expect(source).toContain('<p>rich words</p>');
});

it('an address is one reader, and a subject one line', async () => {
  const server = await mailServer();
  const sender = smtpSender({ url: server.url, from: FROM });
  await sender.send({ ...MESSAGE, subject: 'Hello\r\nBcc: eve@reader.test' });
  expect(server.received[0]!.to).toEqual(['ada@reader.test']);
  expect(server.received[0]!.source).not.toMatch(/^Bcc:/m);
  await sender.send({ ...MESSAGE, to: 'ada@reader.test, eve@reader.test' }).catch(() => {});
  expect(server.received.flatMap(({ to }) => to)).not.toContain('eve@reader.test');
});

it('a mail above the bound is not even offered', async () => {
  const server = await mailServer();
  const error = await failureOf(server.url, { ...MESSAGE, html: 'x'.repeat(1_000_001) });
  expect(error.code).toBe('PAYLOAD_TOO_LARGE');
  expect(mayBeTriedAgain(error)).toBe(false);
  expect(server.received).toEqual([]);
});

describe('a mail that is not taken', () => {
  it.each([
    [451, true],
    [550, false],
  ])('for %i may be tried again: %s', async (code, again) => {
    const server = await mailServer();
    server.refuseWith(code);
    const error = await failureOf(server.url);
    expect(error.code).toBe('UNAVAILABLE');
    expect(error.message).toContain('not now, not here');
    expect(mayBeTriedAgain(error)).toBe(again);
  });

  it('because nobody listens may be tried again, and the password of the server is not told', async () => {
    const server = await startSilentServer([]);
    await server.close();
    const error = await failureOf(server.url.replace('smtp://', 'smtp://user:secret-word@'));
    expect(error.code).toBe('UNAVAILABLE');
    expect(error.message).not.toContain('secret-word');
    expect(mayBeTriedAgain(error)).toBe(true);
  });

  it('because the server never greets may be tried again, after the patience and no longer', async () => {
    const server = await startSilentServer([]);
    open.push(server);
    const startMs = performance.now();
    const error = await failureOf(server.url);
    expect(performance.now() - startMs).toBeLessThan(5_000);
    expect(error.code).toBe('UNAVAILABLE');
    expect(mayBeTriedAgain(error)).toBe(true);
  });

  it('because the server fell silent with the whole mail in hand is never tried again', async () => {
    const server = await startSilentServer(['220 here', '250 here', '250 ok', '250 ok', '354 go on']);
    open.push(server);
    const error = await failureOf(server.url);
    expect(error.code).toBe('UNAVAILABLE');
    expect(mayBeTriedAgain(error)).toBe(false);
  });
});
