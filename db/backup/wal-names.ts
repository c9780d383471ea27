/** A position in the WAL, as PostgreSQL writes it: `16/B374D848`. */
export type Lsn = string;

const LOW_BITS = 32n;

export function lsnOf(text: Lsn): bigint {
  const [high, low] = text.split('/').map((part) => BigInt(`0x${part}`));
  return (high! << LOW_BITS) | low!;
}

/** The number of the WAL segment that holds the byte at `position`. */
export function segmentAt(position: bigint, segmentBytes: number): bigint {
  return position / BigInt(segmentBytes);
}

/** The name of a segment's file: timeline, upper and lower part of its number, eight hexadecimal digits each. */
export function segmentName(timeline: number, segment: bigint, segmentBytes: number): string {
  const perHigh = (1n << LOW_BITS) / BigInt(segmentBytes);
  const hex = (value: bigint) => value.toString(16).toUpperCase().padStart(8, '0');
  return hex(BigInt(timeline)) + hex(segment / perHigh) + hex(segment % perHigh);
}

/** Names of the segments that hold everything from `start` up to `stop`, which is where the next byte would go. */
export function segmentsBetween(input: { timeline: number; start: Lsn; stop: Lsn; segmentBytes: number }): string[] {
  const { timeline, segmentBytes } = input;
  const first = segmentAt(lsnOf(input.start), segmentBytes);
  const last = segmentAt(lsnOf(input.stop) - 1n, segmentBytes);
  const names: string[] = [];
  for (let segment = first; segment <= last; segment++) names.push(segmentName(timeline, segment, segmentBytes));
  return names;
}

/** The number in the name of a segment, or of what is named after one (`….00000028.backup`, `….partial`). */
export function segmentOf(name: string, segmentBytes: number): bigint | null {
  const parts = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})(\.|$)/.exec(name);
  if (!parts) return null;
  const perHigh = (1n << LOW_BITS) / BigInt(segmentBytes);
  return BigInt(`0x${parts[1]}`) * perHigh + BigInt(`0x${parts[2]}`);
}

export function historyName(timeline: number): string {
  return `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`;
}
