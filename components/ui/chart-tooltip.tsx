interface ChartTooltipProps {
  title: string;
  /** Names and figures. */
  lines: readonly (readonly [string, string])[];
}

/** What a chart says of the point under the pointer or the arrow keys. */
export function ChartTooltip({ title, lines }: ChartTooltipProps) {
  return (
    <div className="rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-floating">
      <p className="font-medium">{title}</p>
      {lines.map(([name, figure]) => (
        <p key={name} className="flex justify-between gap-3 tabular-nums">
          <span>{name}</span>
          <span>{figure}</span>
        </p>
      ))}
    </div>
  );
}
