export type Timing = { label: string; durationMs: number };

export type Progress = {
  /** Does one step of the start and prints it with its duration; `tell` shows what it is at just now. */
  step<Result>(label: string, work: (tell: (detail: string) => void) => Promise<Result> | Result): Promise<Result>;
  /** Prints a line of its own. */
  note(line: string): void;
  timings(): Timing[];
};

export type Output = { write(text: string): unknown; isTTY?: boolean; columns?: number };

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const HEARTBEAT_MS = 10_000;

/** A line a step: with a spinner on a terminal, with a sign of life every ten seconds in a log. */
export function createProgress(out: Output): Progress {
  const timings: Timing[] = [];
  let current: { label: string; detail: string; startedMs: number } | null = null;
  let frame = 0;

  const clear = () => out.isTTY && out.write('\r\x1b[2K');
  const draw = () => {
    if (!current || !out.isTTY) return;
    frame = (frame + 1) % FRAMES.length;
    const line = `${FRAMES[frame]} ${sentence(current)}`;
    out.write(`\r\x1b[2K${line.slice(0, (out.columns || 80) - 1)}`);
  };
  const beat = () => current && out.write(`… ${sentence(current)}\n`);

  return {
    async step(label, work) {
      const step = { label, detail: '', startedMs: performance.now() };
      current = step;
      const timer = out.isTTY ? setInterval(draw, FRAME_MS) : setInterval(beat, HEARTBEAT_MS);
      let sign = '✗';
      try {
        const result = await work((detail) => {
          step.detail = detail;
        });
        sign = '✓';
        return result;
      } finally {
        clearInterval(timer);
        current = null;
        const durationMs = performance.now() - step.startedMs;
        timings.push({ label, durationMs });
        clear();
        out.write(`${sign} ${label} (${seconds(durationMs)})\n`);
      }
    },
    note(line) {
      clear();
      out.write(`${line}\n`);
      draw();
    },
    timings: () => timings,
  };
}

/** A duration for people: `0.4 s`, `12 s`. */
export function seconds(durationMs: number): string {
  return durationMs < 10_000 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 1000)} s`;
}

function sentence({ label, detail, startedMs }: { label: string; detail: string; startedMs: number }): string {
  return `${label}${detail && `: ${detail}`} (${seconds(performance.now() - startedMs)})`;
}
