/** A size for people: `0.4 MB`, `12 MB`, `1.3 GB`. */
export function megabytes(bytes: number): string {
  const mega = bytes / 1024 / 1024;
  if (mega >= 1024) return `${(mega / 1024).toFixed(1)} GB`;
  return `${mega >= 10 ? Math.round(mega) : mega.toFixed(1)} MB`;
}
