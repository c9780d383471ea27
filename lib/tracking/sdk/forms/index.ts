import { type WatchingThroughline, watchForms } from './watch-forms';

// The entry of the bundle served as /sdk/ls-forms.js, which the SDK loads where its tag has data-forms.
const { throughline } = window as Window & { throughline?: WatchingThroughline };
const script = document.currentScript;
if (throughline && script) watchForms(window, throughline, script.getAttribute('data-forms') === 'identify');
