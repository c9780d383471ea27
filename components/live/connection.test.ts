import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveConnection, type LiveState, POLL_MS, type Stream } from './connection';

class FakeStream implements Stream {
  readyState = 0;
  closed = false;
  readonly #listeners = new Map<string, (event: Event) => void>();
  addEventListener(type: string, listener: (event: Event) => void) {
    this.#listeners.set(type, listener);
  }
  close() {
    this.closed = true;
    this.readyState = 2;
  }
  open() {
    this.readyState = 1;
    this.#listeners.get('open')?.(new Event('open'));
  }
  fail(readyState: 0 | 2) {
    this.readyState = readyState;
    this.#listeners.get('error')?.(new Event('error'));
  }
  send(kind: string, data?: string) {
    this.#listeners.get(kind)?.(data === undefined ? new Event(kind) : new MessageEvent(kind, { data }));
  }
}

function start() {
  const streams: FakeStream[] = [];
  const states: LiveState[] = [];
  const messages: [string, string][] = [];
  const onGap = vi.fn();
  const connection = new LiveConnection({
    kinds: ['leads'],
    openStream: () => {
      const stream = new FakeStream();
      streams.push(stream);
      return stream;
    },
    onMessage: (kind, data) => messages.push([kind, data]),
    onGap,
    onState: (state) => states.push(state),
  });
  connection.open();
  const last = () => streams[streams.length - 1] as FakeStream;
  return { connection, streams, states, messages, onGap, last };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('LiveConnection', () => {
  it('passes messages of its kinds on', () => {
    const { last, messages, states, onGap } = start();
    last().open();
    last().send('leads', '{"a":1}');
    last().send('other', '{}');
    expect(messages).toEqual([['leads', '{"a":1}']]);
    expect(states).toEqual(['live']);
    expect(onGap).not.toHaveBeenCalled();
  });

  it('reads everything again on reset', () => {
    const { last, onGap } = start();
    last().open();
    last().send('reset', '');
    expect(onGap).toHaveBeenCalledTimes(1);
  });

  it('lets the browser resume a short break, without reading everything again', () => {
    const { last, streams, states, onGap } = start();
    last().open();
    last().fail(0);
    last().open();
    expect(streams).toHaveLength(1);
    expect(states).toEqual(['live', 'reconnecting', 'live']);
    expect(onGap).not.toHaveBeenCalled();
  });

  it('opens a new stream after a refusal and reads what it may have missed', () => {
    const { last, streams, onGap } = start();
    last().open();
    last().fail(2);
    vi.advanceTimersByTime(999);
    expect(streams).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(streams).toHaveLength(2);
    last().open();
    expect(onGap).toHaveBeenCalledTimes(1);
  });

  it('polls after three failures in a row, and stops when the stream is back', () => {
    const { last, states, onGap } = start();
    last().fail(0);
    last().fail(0);
    last().fail(0);
    expect(states).toEqual(['reconnecting', 'polling']);
    vi.advanceTimersByTime(POLL_MS);
    expect(onGap).toHaveBeenCalledTimes(1);
    last().fail(2);
    vi.advanceTimersByTime(POLL_MS);
    expect(onGap).toHaveBeenCalledTimes(2);
    last().open();
    expect(states).toEqual(['reconnecting', 'polling', 'live']);
    expect(onGap).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(POLL_MS * 3);
    expect(onGap).toHaveBeenCalledTimes(3);
  });

  it('counts failures in a row only', () => {
    const { last, states } = start();
    last().fail(0);
    last().fail(0);
    last().open();
    last().fail(0);
    expect(states).toEqual(['reconnecting', 'live', 'reconnecting']);
  });

  it('does nothing any more when closed', () => {
    const { connection, last, streams, states } = start();
    const stream = last();
    stream.fail(2);
    connection.close();
    vi.advanceTimersByTime(POLL_MS * 2);
    stream.open();
    expect(streams).toHaveLength(1);
    expect(states).toEqual(['reconnecting']);
    expect(stream.closed).toBe(true);
  });
});
