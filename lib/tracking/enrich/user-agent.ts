import Bowser from 'bowser';
import { clip } from './clip';

export type DeviceClass = 'desktop' | 'mobile' | 'tablet' | 'bot' | 'unknown';

export interface UserAgent {
  device: DeviceClass;
  /** Name without version, e.g. "Chrome"; undefined when it is not recognised. */
  browser: string | undefined;
}

const LENGTH_MAX = 512;
const GENERATION_MAX = 1_000;
const BOT = /bot\b|crawl|spider|slurp|headless|lighthouse|preview|monitor/i;

// Parsing takes some 30 µs and the same few hundred strings come again and again. Two generations make a least recently
// used cache without bookkeeping on every hit: what was not asked for while one filled is gone with the next.
let young = new Map<string, UserAgent>();
let old = new Map<string, UserAgent>();

export function readUserAgent(text: string): UserAgent {
  const key = text.length <= LENGTH_MAX ? text : text.slice(0, LENGTH_MAX);
  const known = young.get(key);
  if (known) return known;
  const read = old.get(key) ?? parse(key);
  if (young.size >= GENERATION_MAX) {
    old = young;
    young = new Map();
  }
  young.set(key, read);
  return read;
}

function parse(text: string): UserAgent {
  if (text === '') return { device: 'unknown', browser: undefined };
  const { platform, browser } = Bowser.parse(text);
  return { device: deviceClass(text, platform.type), browser: clip(browser.name, 50) };
}

function deviceClass(text: string, type: string | undefined): DeviceClass {
  if (type === 'bot' || BOT.test(text)) return 'bot';
  if (type === 'desktop' || type === 'mobile' || type === 'tablet') return type;
  return 'unknown';
}
