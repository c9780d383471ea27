import { fadeCurve, fadeInWords } from './fade';
import type { ScoringSettings } from './settings-values';

const DAYS = 60;
const WIDTH = 300;
const HEIGHT = 96;

/** What the figures mean, and how 100 points fade; null while they are not valid. */
export function FadeExplained({ settings }: { settings: ScoringSettings | null }) {
  if (settings === null)
    return (
      <p aria-live="polite" className="rounded-md bg-sunken px-3 py-2 text-sm text-muted">
        With valid figures this says what they mean.
      </p>
    );
  const { warmAt, hotAt, qualifiedAt } = settings;
  return (
    <div className="grid items-center gap-4 rounded-md bg-sunken px-3 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <p aria-live="polite" className="text-sm text-muted">
        Cold below {warmAt}, warm from {warmAt}, hot from {hotAt}, qualified from {qualifiedAt}. {fadeInWords(settings)}
      </p>
      <FadeCurve settings={settings} />
    </div>
  );
}

function FadeCurve({ settings }: { settings: ScoringSettings }) {
  const path = fadeCurve(settings, DAYS)
    .map(({ day, left }, index) => `${index === 0 ? 'M' : 'L'}${x(day)} ${y(left)}`)
    .join('');
  return (
    <svg
      viewBox={`-26 -8 ${WIDTH + 42} ${HEIGHT + 26}`}
      role="img"
      aria-label="How 100 points fade over 60 days of silence"
    >
      {[0, 50, 100].map((left) => (
        <g key={left}>
          <line x1={0} x2={WIDTH} y1={y(left)} y2={y(left)} className="stroke-line" />
          <text x={-5} y={y(left) + 3.5} textAnchor="end" className="fill-faint text-[10px]">
            {left}
          </text>
        </g>
      ))}
      {[0, 15, 30, 45, 60].map((day) => (
        <text key={day} x={x(day)} y={HEIGHT + 14} textAnchor="middle" className="fill-faint text-[10px]">
          {day === 60 ? '60 d' : day}
        </text>
      ))}
      <path d={path} className="fill-none stroke-chart-1" strokeWidth={1.75} strokeLinejoin="round" />
    </svg>
  );
}

const x = (day: number) => Number(((day / DAYS) * WIDTH).toFixed(2));
const y = (left: number) => Number((HEIGHT * (1 - left / 100)).toFixed(2));
