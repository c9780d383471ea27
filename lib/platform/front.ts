import { processState } from './process-state';

interface FrontState {
  present: boolean;
}

const state = () => processState<FrontState>('front', () => ({ present: false }));

/** Says that our own front stands before Next in this process, so its headers can be believed. */
export function declareFront(): void {
  state().present = true;
}

export function isBehindFront(): boolean {
  return state().present;
}
