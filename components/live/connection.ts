export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'polling';

/** As much of `EventSource` as is used here. */
export interface Stream {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

export interface LiveOptions {
  kinds: readonly string[];
  openStream: () => Stream;
  onMessage: (kind: string, data: string) => void;
  /** Something may have been missed: everything shown has to be read again. */
  onGap: () => void;
  onState: (state: LiveState) => void;
}

const CLOSED = 2;
const FAILURES_BEFORE_POLLING = 3;
const FIRST_WAIT_MS = 1_000;
export const POLL_MS = 10_000;

/**
 * One stream, kept open. The browser repairs short breaks by itself and resumes where it was; after three failed tries
 * in a row the screen is read again every ten seconds, until a try succeeds.
 */
export class LiveConnection {
  readonly #options: LiveOptions;
  #stream: Stream | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #state: LiveState = 'connecting';
  /** The next stream starts at the present, so what happened since the last one ended is unknown. */
  #gap = false;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  open(): void {
    if (this.#stream !== null) return;
    clearTimeout(this.#timer);
    const stream = this.#options.openStream();
    this.#stream = stream;
    stream.addEventListener('open', () => this.#opened(stream));
    stream.addEventListener('error', () => this.#failed(stream));
    stream.addEventListener('reset', () => this.#options.onGap());
    for (const kind of this.#options.kinds) {
      stream.addEventListener(kind, (event) => {
        if (event instanceof MessageEvent) this.#options.onMessage(kind, String(event.data));
      });
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#stream = null;
    this.#gap = true;
  }

  #opened(stream: Stream): void {
    if (stream !== this.#stream) return;
    this.#failures = 0;
    this.#setState('live');
    if (this.#gap) this.#options.onGap();
    this.#gap = false;
  }

  #failed(stream: Stream): void {
    if (stream !== this.#stream) return;
    this.#failures += 1;
    const polling = this.#failures >= FAILURES_BEFORE_POLLING;
    this.#setState(polling ? 'polling' : 'reconnecting');
    if (!polling && stream.readyState !== CLOSED) return;
    this.close();
    this.#timer = setTimeout(
      () => {
        if (polling) this.#options.onGap();
        this.open();
      },
      polling ? POLL_MS : FIRST_WAIT_MS * 2 ** (this.#failures - 1),
    );
  }

  #setState(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
