import { guarded } from './guard';
import { install } from './install';

// The entry of the bundle served as /sdk/ls.js; everything it does is in install().
guarded(window, install)(
  { window, nowMs: () => Date.now(), random: () => Math.random() },
  (document.currentScript || document.querySelector('script[data-write-key]')) as HTMLScriptElement,
);
