/** What goes over the wire between the engine and the program, as the protocol has it. */

/** An event as functions see it. `id` is the sender's, by which repetitions are known. */
export interface WireEvent {
  name: string;
  data: Record<string, unknown>;
  id?: string;
  /** Unix milliseconds. */
  ts: number;
  user?: Record<string, unknown>;
  v?: string;
}

export interface WireError {
  name: string;
  message: string;
  stack?: string;
  cause?: unknown;
}

/** An operation that the function reports: a step that ran or failed, or something to wait for. */
export interface WireOp {
  /** SHA-1 of the step's id. */
  id: string;
  op: string;
  name?: string;
  displayName?: string;
  opts?: Record<string, unknown>;
  data?: unknown;
  error?: WireError;
}

/** The body of a call to the program. */
export interface CallBody {
  event: WireEvent;
  events: WireEvent[];
  steps: Record<string, unknown>;
  /** Work put off until the run has ended, which this engine does not do. */
  defers: Record<string, never>;
  version: number;
  use_api: false;
  ctx: {
    run_id: string;
    env: string;
    step_id: string;
    /** From 0. The program itself decides by it whether an attempt was the last. */
    attempt: number;
    max_attempts: number;
    stack: { stack: string[]; current: number };
    disable_immediate_execution: boolean;
    use_api: false;
    /** What the address says, under the signature, and an id that no other call has. Ours; not the protocol's. */
    call?: { fn_id: string; step_id: string; id: string };
  };
}
