import { TriangleAlert } from 'lucide-react';
import { cx } from '@/components/ui/class-names';

/** From here on the risk of going cold is worth a sign. */
const HIGH_RISK = 60;

/** Risk of going cold, 0–100. A high one carries a sign, so that colour is never alone. */
export function RiskText({ risk, className }: { risk: number; className?: string }) {
  const high = risk >= HIGH_RISK;
  return (
    <span
      title={`Risk of going cold: ${risk} of 100`}
      className={cx('inline-flex items-center gap-1 tabular-nums', high ? 'text-danger-text' : 'text-muted', className)}
    >
      {high && <TriangleAlert aria-hidden className="size-3" />}
      {risk}
    </span>
  );
}
