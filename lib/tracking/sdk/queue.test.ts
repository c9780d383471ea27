import { describe, expect, test } from 'vitest';
import { createQueue } from './queue';
import { createSafeStorage } from './safe-storage';
import { FakeBrowser } from './testing/fake-browser';
import { FakeStorage } from './testing/fake-storage';

const FIVE_MINUTES_MS = 300_000;

function site() {
  const localStorage = new FakeStorage();
  const time = { nowMs: 1_700_000_000_000 };
  const storage = createSafeStorage(new FakeBrowser({ localStorage }).window, 'localStorage');
  const openPage = (pageId: string, writeKey = 'k') => {
    const queue = createQueue(storage, writeKey, pageId, () => time.nowMs);
    queue.allowStorage();
    return queue;
  };
  return { localStorage, time, storage, openPage };
}

test('a closed page leaves its events to the next one, oldest first, and only to one', () => {
  const { openPage, localStorage } = site();
  const closed = openPage('a');
  closed.add('1');
  closed.add('2');
  closed.release();
  const next = openPage('b');
  next.add('3');
  expect(next.waiting()).toEqual(['1', '2', '3']);
  expect(openPage('c').waiting()).toEqual([]);
  expect([...localStorage.values.keys()]).toEqual(['tl_queue:k:b']);
});

test('a living page keeps its events to itself', () => {
  const { openPage, time } = site();
  const living = openPage('a');
  living.add('1');
  living.save();
  time.nowMs += FIVE_MINUTES_MS - 1;
  expect(openPage('b').waiting()).toEqual([]);
  expect(living.waiting()).toEqual(['1']);
});

test('a page not heard of for five minutes is taken for dead, and lets go when it wakes', () => {
  const { openPage, time } = site();
  const asleep = openPage('a');
  asleep.add('1');
  asleep.save();
  asleep.add('2');
  time.nowMs += FIVE_MINUTES_MS;
  expect(openPage('b').waiting()).toEqual(['1']);
  asleep.save();
  expect(asleep.waiting()).toEqual(['2']);
});

test('a clock that was set back does not keep a dead page alive', () => {
  const { openPage, time } = site();
  const dead = openPage('a');
  dead.add('1');
  dead.save();
  time.nowMs -= FIVE_MINUTES_MS;
  expect(openPage('b').waiting()).toEqual(['1']);
});

test('a page that left and is shown again goes on with its own events', () => {
  const { openPage, time } = site();
  const page = openPage('a');
  page.add('1');
  page.release();
  page.reclaim();
  expect(page.waiting()).toEqual(['1']);
  time.nowMs += 1_000;
  expect(openPage('b').waiting()).toEqual([]);
});

test('a page that left and is shown again lets go of what another page took over', () => {
  const { openPage } = site();
  const page = openPage('a');
  page.add('1');
  page.release();
  expect(openPage('b').waiting()).toEqual(['1']);
  page.reclaim();
  expect(page.waiting()).toEqual([]);
});

test.each(['other', 'k_2', 'k'.repeat(2)])('events of another write key (%s) stay where they are', (otherKey) => {
  const { openPage } = site();
  const other = openPage('a', otherKey);
  other.add('1');
  other.release();
  expect(openPage('b').waiting()).toEqual([]);
  expect(openPage('c', otherKey).waiting()).toEqual(['1']);
});

describe('limits', () => {
  test('the oldest 200 events are stored and save() tells that it was not all', () => {
    const { openPage } = site();
    const page = openPage('a');
    for (let index = 0; index < 200; index++) page.add(`${index}`);
    expect(page.save()).toBe(true);
    page.add('200');
    expect(page.save()).toBe(false);
    page.release();
    expect(openPage('b').waiting()).toEqual(Array.from({ length: 200 }, (_none, index) => `${index}`));
  });

  test('a full disk leaves no outdated copy behind', () => {
    const { openPage, localStorage } = site();
    const page = openPage('a');
    page.add('1');
    page.save();
    localStorage.isFull = true;
    page.add('2');
    expect(page.save()).toBe(false);
    expect(localStorage.values.size).toBe(0);
    expect(page.waiting()).toEqual(['1', '2']);
    expect(page.save()).toBe(false);
    expect(page.waiting()).toEqual(['1', '2']);
  });

  test('a thousand events wait, not more', () => {
    const { openPage } = site();
    const page = openPage('a');
    for (let index = 0; index < 1_000; index++) expect(page.add(`${index}`)).toBe(true);
    expect(page.add('1000')).toBe(false);
    expect(page.waiting()).toHaveLength(1_000);
  });
});

test.each(['', '{', 'null', '[0]', '[0,{}]', '[0,[1,null,{"a":1}]]'])('a damaged copy %j is cleared away', (text) => {
  const { openPage, localStorage } = site();
  localStorage.values.set('tl_queue:k:x', text);
  expect(openPage('a').waiting()).toEqual([]);
  expect(localStorage.values.size).toBe(0);
});

test('nothing is stored before storing is allowed nor after the queue is forgotten', () => {
  const { storage, localStorage } = site();
  const queue = createQueue(storage, 'k', 'a', () => 0);
  queue.add('1');
  expect(queue.save()).toBe(false);
  expect(localStorage.values.size).toBe(0);
  queue.allowStorage();
  expect(localStorage.values.size).toBe(1);
  queue.forget();
  queue.add('2');
  queue.save();
  expect(localStorage.values.size).toBe(0);
  expect(queue.waiting()).toEqual(['2']);
});
