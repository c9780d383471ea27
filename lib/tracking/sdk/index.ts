import { guarded } from './guard';
import { install } from './install';

// The entry of the bundle served as /sdk/ls.js; everything it does is in install(), and forms are watched by
// /sdk/ls-forms.js, which only pages that ask for it pay for.
guarded(window, (script: HTMLScriptElement) => {
  install({ window, nowMs: () => Date.now(), random: () => Math.random() }, script);
  const mode = script.getAttribute('data-forms');
  if (mode === null) return;
  const forms = document.createElement('script');
  forms.src = new URL('ls-forms.js', script.src).href;
  forms.setAttribute('data-forms', mode);
  document.head.appendChild(forms);
})((document.currentScript || document.querySelector('script[data-write-key]')) as HTMLScriptElement);
