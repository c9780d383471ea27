import type { Inngest } from 'inngest';
import { serveFunctions } from '../../local-engine/serve-functions';
import { clockMs, EVENTS } from './scenario';

/*
 * The program that the engine drives while it is measured. Its steps do nothing, so that what is measured is the way
 * there and back.
 */

let delaysMs: number[] = [];

serveFunctions(
  (client: Inngest) => [
    client.createFunction({ id: 'prompt', triggers: [{ event: EVENTS.prompt }] }, async ({ event, step }) =>
      step.run('begin', () => void delaysMs.push(clockMs() - (event.data as { sentAtMs: number }).sentAtMs)),
    ),
    client.createFunction({ id: 'three', triggers: [{ event: EVENTS.three }] }, async ({ step }) => {
      const one = await step.run('one', () => 1);
      const two = await step.run('two', () => one + 1);
      return step.run('three', () => two + 1);
    }),
    client.createFunction({ id: 'asleep', triggers: [{ event: EVENTS.asleep }] }, async ({ step }) => {
      await step.run('before', () => 1);
      await step.sleep('long', '90d');
      return step.run('after', () => 2);
    }),
  ],
  (path) => {
    if (path !== '/delays') return null;
    const all = delaysMs;
    delaysMs = [];
    return all;
  },
);
