/**
 * What the wire between an engine and its program promises, point by point: the published specification of Inngest's
 * protocol, and where what goes over the wire differs from it, the wire. The list is closed: a test that names no point
 * of it, a point that is said to be covered and has no test, and one that is said not to be and has one, all fail.
 */
export interface Point {
  id: string;
  /** What holds, in one line. */
  says: string;
  /** Why no test shows it. */
  uncovered?: string;
}

export interface Section {
  title: string;
  points: readonly Point[];
}

const MOVED_CLOCK = 'it takes too long here: inngest/engine/engine.db.test.ts shows it with a clock that is moved';
const FORMULA = 'it takes too long here: inngest/engine/pure-parts.test.ts shows the formula';
const DAY_OF_IDS = 'ids are kept in the same way, and inngest/engine/engine.db.test.ts shows it of them';
const REFUSED = 'the local engine refuses a function that asks for it, when it registers';
const NO_OPERATION = 'the local engine does not have the operation, and ends a run that asks for it with that reason';
const LIBRARY = 'it is between the library and who uses it; no engine sees it';

export const SECTIONS = [
  {
    title: 'Making functions known',
    points: [
      {
        id: '1.in-band',
        says: 'The engine asks with `PUT` at the serve address, `x-inngest-sync-kind: in_band` and the address as `url` in the body.',
      },
      {
        id: '1.in-band-answer',
        says: 'The program answers 200 with its app, the library’s name and version, what it can, and its functions.',
      },
      {
        id: '1.asks-again',
        says: 'The engine asks again every few seconds, so that a restarted program is known anew.',
      },
      {
        id: '1.register',
        says: 'Asked otherwise, the program posts its functions to `/fn/register`, showing the hash of its key.',
        uncovered:
          'the local engine asks in band and has no such address; with an engine that has one the suite makes itself known by it, and asserts nothing',
      },
      {
        id: '1.register-answer',
        says: 'That is answered with `ok` and whether anything was modified.',
        uncovered: 'the local engine has no `/fn/register`',
      },
      {
        id: '1.config',
        says: 'A function is an id, triggers and one step, whose `runtime.url` is where it is called.',
      },
      { id: '1.trigger-event', says: 'A trigger names the event that begins a run.' },
      {
        id: '1.trigger-expression',
        says: 'A trigger may have a condition on the event.',
        uncovered: 'the local engine refuses conditions other than that of `onFailure`',
      },
      {
        id: '1.trigger-cron',
        says: 'A trigger may be a schedule.',
        uncovered: MOVED_CLOCK,
      },
      {
        id: '1.trigger-jitter',
        says: 'A schedule may be spread by a jitter.',
        uncovered: 'the local engine runs every schedule at its minute',
      },
      {
        id: '1.retries',
        says: '`retries.attempts` is the number of repetitions; each call says one more as `max_attempts`.',
      },
      { id: '1.retries-default', says: 'Without it there are four repetitions, five attempts.' },
      {
        id: '1.retries-cap',
        says: 'There are never more than twenty repetitions.',
        uncovered: 'a call with twenty is shown; whether more are refused or cut is left to the engine',
      },
      { id: '1.idempotency', says: '`idempotency` names a value of the event that begins one run only.' },
      { id: '1.concurrency-number', says: '`concurrency` may be a number: so many steps of the function at once.' },
      { id: '1.concurrency-key', says: '`concurrency` may have a key: the limit holds for each of its values.' },
      {
        id: '1.concurrency-scope',
        says: '`concurrency` may be counted by environment or account, and twice at once.',
        uncovered: 'the local engine counts by function alone, and refuses another scope',
      },
      { id: '1.debounce', says: '`debounce` has a period, and perhaps a key and a longest delay.' },
      { id: '1.rate-limit', says: '`rateLimit` drops events beyond a number in a period.', uncovered: REFUSED },
      { id: '1.throttle', says: '`throttle` spreads runs over a period.', uncovered: REFUSED },
      { id: '1.batch', says: '`batchEvents` collects events into one run.', uncovered: REFUSED },
      { id: '1.priority', says: '`priority` puts some runs before others.', uncovered: REFUSED },
      {
        id: '1.singleton',
        says: '`singleton` lets one run at a time be, and skips or cancels the others.',
        uncovered: REFUSED,
      },
      { id: '1.timeouts', says: '`timeouts` end runs that start or finish too late.', uncovered: REFUSED },
      { id: '1.cancel', says: '`cancel` ends runs by an event.', uncovered: REFUSED },
      { id: '1.match', says: 'The library’s `match` arrives as an expression that compares `event` with `async`.' },
      {
        id: '1.cel',
        says: 'Every expression is CEL.',
        uncovered:
          'the local engine reads paths such as `event.data.k` and their comparison alone, and refuses the rest',
      },
      {
        id: '1.on-failure',
        says: '`onFailure` is a function of its own, begun by the failure of the one it belongs to, with one repetition.',
      },
    ],
  },
  {
    title: 'Calling a function',
    points: [
      {
        id: '2.address',
        says: 'A call is a `POST` at the function’s address with `fnId`, and `stepId=step` to find out what comes next.',
      },
      { id: '2.step-address', says: 'A call for one step has the step’s id as `stepId`.' },
      { id: '2.event', says: 'The body has the event, and the same as the only one of `events`.' },
      {
        id: '2.first-body',
        says: 'The first body has no memos and no deferred work, version −1, and says that nothing is to be fetched.',
      },
      {
        id: '2.context',
        says: 'Its context has the run’s ULID, environment, `step_id: step`, attempt 0, an empty stack, and immediate execution on.',
      },
      {
        id: '2.no-checkpoints',
        says: 'Without `ctx.fn_id` the library checkpoints nothing; an engine that names it has the address for checkpoints.',
      },
      {
        id: '2.version',
        says: 'The version that the first answer names is kept for the run, and sent in body and header.',
      },
      { id: '2.finality', says: 'The library decides by `max_attempts` whether a step’s failure is for good.' },
      { id: '2.body', says: 'Every call has a body; the library turns away one without.' },
    ],
  },
  {
    title: 'What a call is answered',
    points: [
      { id: '3.mark', says: 'A success without the library’s mark is none: the run does not end by it.' },
      { id: '3.200', says: '200: the function has returned, and is called no more.' },
      { id: '3.206', says: '206: the body is the list of what it did or waits for.' },
      { id: '3.500', says: '500 that may be repeated: the same call comes again, as the next attempt.' },
      { id: '3.400', says: '400 that may not be repeated: the run has failed.' },
      { id: '3.step-not-found', says: '500 for a step that was not found: that step is called for again.' },
      { id: '3.401', says: 'The library answers 401 to a wrong signature.' },
      { id: '3.retry-after', says: '`retry-after` in seconds says when the repetition comes.' },
      { id: '3.retry-after-date', says: '`retry-after` may be a date.' },
      { id: '3.retry-after-least', says: 'A repetition comes no earlier than after a second, whatever is asked.' },
      { id: '3.retry-after-most', says: 'And no later than after a day.', uncovered: FORMULA },
      { id: '3.no-retry-first', says: '`x-inngest-no-retry` counts, whatever the status.' },
      { id: '3.4xx', says: 'Without it everything is repeated, a 404 too.' },
      { id: '3.step-run', says: '`StepRun`: what it did is kept, and given to the next call as `data`.' },
      { id: '3.step-run-wrapped', says: 'A result that looks like a memo itself, or is null, comes back as it went.' },
      { id: '3.step-planned', says: '`StepPlanned`: a call for this step follows.' },
      {
        id: '3.step-error',
        says: '`StepError`: the same call again, as the next attempt, when `retry-after` says; no memo.',
      },
      {
        id: '3.step-failed',
        says: '`StepFailed`: the function is called again with the error as memo, cause included, so that it may catch it.',
      },
      { id: '3.sleep', says: '`Sleep`: the duration is the name of the operation; the memo is null.' },
      { id: '3.sleep-date', says: 'The name may be a date.' },
      { id: '3.wait', says: '`WaitForEvent`: the event is the name of the operation; the memo is the event as it is.' },
      { id: '3.wait-timeout', says: 'When its time is up the memo is null.' },
      { id: '3.wait-no-timeout', says: 'An empty time-out is up at once.' },
      { id: '3.invoke', says: '`InvokeFunction` begins another function and waits for it.', uncovered: NO_OPERATION },
      { id: '3.signal', says: '`WaitForSignal` waits for a signal.', uncovered: NO_OPERATION },
      { id: '3.run-complete', says: '`RunComplete` ends the run.' },
      { id: '3.discovery', says: '`DiscoveryRequest`: the function is called again, with nothing new.' },
    ],
  },
  {
    title: 'Ids, order, and steps side by side',
    points: [
      { id: '4.id', says: 'A step’s id on the wire is the SHA-1 of its name.' },
      { id: '4.repeated-id', says: 'The second and third of a name are hashed with `:1` and `:2`.' },
      { id: '4.stack', says: 'The stack has the steps in the order in which they ended, and how many they are.' },
      { id: '4.memos', says: 'A call has the memos of the steps in the stack, and no others.' },
      {
        id: '4.immediate-off',
        says: 'After an answer of several operations immediate execution is off, for the rest of the run.',
      },
      { id: '4.one-call-each', says: 'Each planned step of several is called for by itself.' },
      { id: '4.timers', says: 'Sleeps and waits among them take no call; they end by their time.' },
      { id: '4.rediscover-once', says: 'Version 2: when all have ended, one call finds out what comes next.' },
      { id: '4.rediscover-each', says: 'Version 1: such a call follows every one that ends.' },
      { id: '4.race', says: 'So it does for steps of `parallelMode: race`.' },
      { id: '4.reported-again', says: 'What is reported again while it is waited for is not begun again.' },
      {
        id: '4.first-end',
        says: 'Of an event and the time-out of its wait the first counts, and the other changes nothing.',
      },
      { id: '4.attempt', says: 'Attempts are counted for each call, and begin at 0 after a success.' },
      {
        id: '4.back-off',
        says: 'Repetitions come after 15 s, 30 s, 1, 2, 5, 10, 20 and 40 minutes, one and two hours.',
        uncovered: FORMULA,
      },
      { id: '4.jitter', says: 'And up to half a minute of chance.', uncovered: FORMULA },
    ],
  },
  {
    title: 'What an event begins',
    points: [
      {
        id: '5.order',
        says: 'Conditions, batches, limits, debounce, keys, singletons, cancellations and time-outs come in one order.',
        uncovered: 'the local engine refuses most of the stages, so there is no order among them to see',
      },
      { id: '5.one-run', says: 'One event begins one run of a function, though two of its triggers match.' },
      {
        id: '5.idempotency',
        says: 'A second event with the value of `idempotency` begins no run; another value does.',
      },
      { id: '5.idempotency-day', says: 'That holds for a day.', uncovered: DAY_OF_IDS },
      { id: '5.concurrency', says: 'Concurrency counts the steps that are being executed.' },
      { id: '5.concurrency-asleep', says: 'A run that sleeps or waits holds no place.' },
      { id: '5.debounce', says: 'Debounce keeps the latest event of a key, and runs it once after the quiet period.' },
      { id: '5.debounce-timeout', says: 'It is put off no longer than its time-out.' },
      { id: '5.future', says: 'An event of the future begins its run when its time has come.' },
      {
        id: '5.cron-fields',
        says: 'A schedule has five fields.',
        uncovered: FORMULA,
      },
      {
        id: '5.cron-event',
        says: 'A scheduled run has the engine’s own event `scheduled.timer`, its minute as id and the schedule in `data`.',
        uncovered: MOVED_CLOCK,
      },
    ],
  },
  {
    title: 'Sending, waiting, invoking, cancelling',
    points: [
      {
        id: '6.send-event',
        says: '`step.sendEvent` is a `StepRun`: the library sends by itself, and reports the ids.',
      },
      {
        id: '6.invoke',
        says: 'An invocation ends with the `function.finished` of its correlation id.',
        uncovered: NO_OPERATION,
      },
      { id: '6.invoke-unknown', says: 'Invoking what is not there ends with an error.', uncovered: NO_OPERATION },
      { id: '6.wait-sides', says: 'In the condition of a wait `event` is what began the run, `async` what comes.' },
      {
        id: '6.cancelled',
        says: 'A cancelled run is told as `function.cancelled`, never as failed.',
        uncovered: REFUSED,
      },
    ],
  },
  {
    title: 'The address for events',
    points: [
      { id: '7.one-or-several', says: '`POST /e/:key` takes one event or a list, and answers 200 with as many ids.' },
      { id: '7.reserved', says: 'A name that begins with `inngest/` is answered 400.' },
      { id: '7.no-name', says: 'An event without a name is answered 400.' },
      { id: '7.ts', says: 'An event without a time is given the present.' },
      { id: '7.same-id', says: 'An id that came before is answered 200 and begins no run.' },
      { id: '7.same-id-other-function', says: 'It is known by function: one that has not seen it runs.' },
      { id: '7.same-id-day', says: 'That holds for a day.', uncovered: MOVED_CLOCK },
      {
        id: '7.failed',
        says: 'The engine’s own event `function.failed` has the function’s and the run’s id, the event, the events and the error.',
      },
      {
        id: '7.finished',
        says: 'Its `function.finished` has the same with the result or the error, whichever it was.',
      },
      { id: '7.cancelled', says: 'Its `function.cancelled` has the same without either.', uncovered: REFUSED },
    ],
  },
  {
    title: 'Signatures and environment',
    points: [
      {
        id: '8.signature',
        says: 'Every call is signed in `x-inngest-signature`: HMAC-SHA-256 of the body in canonical JSON and the second, by the key without its prefix, as text.',
      },
      { id: '8.canonical', says: 'That holds for bodies of any names, letters and numbers.' },
      { id: '8.window', says: 'A signature holds for five minutes: the library turns older ones away.' },
      { id: '8.dev', says: '`INNGEST_DEV` switches signatures off.', uncovered: LIBRARY },
      {
        id: '8.cloud',
        says: 'Without it the library is in cloud mode; in any other nothing is verified.',
        uncovered: LIBRARY,
      },
      {
        id: '8.addresses',
        says: 'The library looks for the engine’s address in one order of options and variables.',
        uncovered: LIBRARY,
      },
      { id: '8.variables', says: 'Keys, origin and path have variables.', uncovered: LIBRARY },
    ],
  },
  {
    title: 'An engine of one’s own',
    points: [
      { id: '9.health', says: '`GET /health` answers 200 when the engine is there.' },
      {
        id: '9.command',
        says: 'Image, command, ports and keys of Inngest’s own server.',
        uncovered: 'how a certain server is started is not the protocol',
      },
      {
        id: '9.storage',
        says: 'It keeps its queue in Redis, and loses what is under way without.',
        uncovered: 'the inside of a certain server is not the protocol',
      },
    ],
  },
  {
    title: 'The library',
    points: [
      {
        id: '10.create',
        says: 'A function is created from options with its triggers, and a handler.',
        uncovered: LIBRARY,
      },
      { id: '10.client', says: 'Keys and addresses belong to the client.', uncovered: LIBRARY },
      { id: '10.methods', says: 'The route has GET, POST and PUT alone.', uncovered: LIBRARY },
      {
        id: '10.at-least-once',
        says: 'A step whose answer is lost is called for again: effects need keys of their own.',
      },
    ],
  },
] as const satisfies readonly Section[];

export type PointId = (typeof SECTIONS)[number]['points'][number]['id'];

export const POINTS: readonly Point[] = SECTIONS.flatMap(({ points }): readonly Point[] => points);
