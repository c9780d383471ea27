// The demo page of the browser SDK. It watches what the SDK sends by standing in front of fetch and sendBeacon,
// so what the log shows is what really left the page.

const LOG_ENTRIES_MAX = 50;
const KEY_MEMORY = 'sdk-demo-write-key';

const element = (id) => document.getElementById(id);
const parameters = new URLSearchParams(location.search);
const writeKey = rememberWriteKey();

window.throughline = window.throughline || [];
showKey();
keepParameters();
showView();
watchRequests();
watchVisitor();
if (writeKey) loadSdk();

/** The key of this visit. It is moved out of the address, so that it does not stand in every recorded page view. */
function rememberWriteKey() {
  const given = (parameters.get('writeKey') || '').trim();
  try {
    if (!given) return sessionStorage.getItem(KEY_MEMORY) || '';
    sessionStorage.setItem(KEY_MEMORY, given);
    parameters.delete('writeKey');
    history.replaceState(null, '', pageAddress(parameters));
  } catch {
    // Without session storage the address has to keep the key.
  }
  return given;
}

function pageAddress(search) {
  return location.pathname + (search.size ? `?${search}` : '');
}

function showKey() {
  element('write-key').value = writeKey;
  element('actions').disabled = !writeKey;
  element('key-hint').hidden = Boolean(writeKey);
  element('consent').hidden = !writeKey || parameters.get('consent') !== 'required';
  const asksNotToBeTracked = navigator.doNotTrack === '1' || navigator.globalPrivacyControl === true;
  element('silence').hidden = !asksNotToBeTracked || parameters.get('respectDnt') === 'false';
  const override = new URLSearchParams(parameters);
  override.set('respectDnt', 'false');
  element('override').href = pageAddress(override);
}

/** A new key keeps the other choices of the address, such as `consent=required`. */
function keepParameters() {
  for (const [name, value] of parameters) {
    if (name === 'writeKey') continue;
    const kept = append(element('key-form'), 'input', '', '');
    Object.assign(kept, { type: 'hidden', name, value });
  }
}

/** One document, two addresses: what a single-page app does. */
function showView() {
  const isPricing = new URLSearchParams(location.search).get('view') === 'pricing';
  element('view-home').hidden = isPricing;
  element('view-pricing').hidden = !isPricing;
  element('nav-home').ariaCurrent = isPricing ? null : 'page';
  element('nav-pricing').ariaCurrent = isPricing ? 'page' : null;
  document.title = isPricing ? 'Pricing · Throughline SDK demo' : 'Throughline SDK demo';
}

function goTo(view) {
  const search = new URLSearchParams(location.search);
  if (view === 'pricing') search.set('view', view);
  else search.delete('view');
  history.pushState(null, '', pageAddress(search));
  showView();
}

function watchRequests() {
  const send = window.fetch.bind(window);
  window.fetch = async (url, init) => {
    const show = logRequest(String(url), init?.body);
    const startedAtMs = performance.now();
    try {
      const response = await send(url, init);
      showResponse(show, response.clone(), performance.now() - startedAtMs);
      return response;
    } catch (error) {
      show('failed', 'No answer; the SDK will try again');
      throw error;
    }
  };
  const handOver = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (url, body) => {
    const show = logRequest(String(url), body);
    const isTaken = handOver(url, body);
    show(isTaken ? 'ok' : 'failed', isTaken ? 'Handed to the browser (sendBeacon)' : 'The browser refused the beacon');
    return isTaken;
  };
}

async function showResponse(show, response, durationMs) {
  const tone = response.ok ? 'ok' : 'failed';
  const text = await response.text();
  show(tone, `${response.status} · ${summarize(text)} · ${Math.round(durationMs)} ms`, text);
}

function summarize(answer) {
  try {
    const { accepted, duplicates, rejected, error } = JSON.parse(answer);
    if (error) return error.message || error;
    const refused = Array.isArray(rejected) ? rejected.length : rejected || 0;
    return `${accepted} accepted, ${duplicates} duplicate, ${refused} rejected`;
  } catch {
    return answer.slice(0, 120) || 'empty answer';
  }
}

/** Adds a request to the log. @returns a function that puts its outcome there. */
function logRequest(url, body) {
  const sent = parseJson(body);
  const entry = document.createElement('li');
  const answer = append(entry, 'span', 'answer', 'Waiting for the answer…');
  const head = document.createElement('div');
  head.className = 'request';
  append(head, 'strong', '', sent?.batch ? sent.batch.map(eventLabel).join(', ') : url);
  append(head, 'time', '', new Date().toLocaleTimeString());
  entry.prepend(head);
  const details = append(entry, 'details', '', '');
  append(details, 'summary', '', `POST ${new URL(url, location.href).pathname}`);
  append(details, 'pre', '', JSON.stringify(sent, null, 2) || String(body)).tabIndex = 0;

  const log = element('log');
  log.prepend(entry);
  if (log.children.length > LOG_ENTRIES_MAX) log.lastElementChild.remove();
  element('log-empty').hidden = true;
  element('log-count').textContent = String(Number(element('log-count').textContent) + 1);
  showVisitor();

  return (tone, outcome, text) => {
    answer.dataset.tone = tone;
    answer.textContent = outcome;
    if (text) append(details, 'pre', '', JSON.stringify(parseJson(text), null, 2) || text).tabIndex = 0;
  };
}

function eventLabel({ type, event, context }) {
  if (type === 'track') return event;
  return type === 'page' ? `page ${context.page.path}${context.page.search}` : type;
}

function append(parent, tag, className, text) {
  const child = document.createElement(tag);
  child.className = className;
  child.textContent = text;
  parent.append(child);
  return child;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function watchVisitor() {
  const call = (...command) => {
    window.throughline.push(command);
    showVisitor();
  };
  const actions = {
    home: () => goTo('home'),
    pricing: () => goTo('pricing'),
    feature: () => call('track', 'feature_used', { feature: 'shared_replies' }),
    demo: () => call('track', 'demo_requested', { seats: 5 }),
    meeting: () => call('track', 'meeting_booked', { durationMinutes: 30 }),
    allow: () => decide(true),
    decline: () => decide(false),
    reset: () => {
      call('reset');
      element('signed-up-as').textContent = 'nobody yet';
    },
  };

  function decide(granted) {
    call('consent', granted);
    element('consent').hidden = true;
  }

  document.addEventListener('click', ({ target }) => {
    actions[target.closest('button')?.dataset.action]?.();
  });
  element('signup').addEventListener('submit', (submitted) => {
    submitted.preventDefault();
    const email = element('email').value;
    call('identify', { email });
    call('track', 'signup', { plan: 'team' });
    element('signed-up-as').textContent = email;
  });
  window.addEventListener('popstate', showView);
}

function showVisitor() {
  const { throughline } = window;
  if (throughline.anonymousId) element('anonymous-id').textContent = throughline.anonymousId();
}

/** The same tag a site would write into its HTML, with the key of the visitor filled in. */
function loadSdk() {
  const script = document.createElement('script');
  script.async = true;
  script.src = 'ls.js';
  script.dataset.writeKey = writeKey;
  if (parameters.get('consent') === 'required') script.dataset.consent = 'required';
  if (parameters.get('respectDnt') === 'false') script.dataset.respectDnt = 'false';
  script.addEventListener('load', showVisitor);
  script.addEventListener('error', () => {
    element('log-empty').textContent = 'The SDK at /sdk/ls.js could not be loaded.';
  });
  document.head.append(script);
}
