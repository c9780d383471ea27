import { CodeBlock } from '@/components/ui/code-block';
import { ScrollRegion } from '@/components/ui/scroll-region';

const HEIGHT_PX = 280;
const SHOWN_CHARS = 20_000;

/** A value as indented JSON under its name; a large one is cut. */
export function Json({ label, value }: { label: string; value: unknown }) {
  const whole = JSON.stringify(value, null, 2) ?? 'null';
  const text = whole.length > SHOWN_CHARS ? `${whole.slice(0, SHOWN_CHARS)}\n… cut after 20,000 characters` : whole;
  return (
    <details className="text-sm">
      <summary dir="auto" className="cursor-pointer rounded-sm py-0.5 text-left break-words text-muted hover:text-ink">
        {label}
      </summary>
      <div className="pt-1">
        <ScrollRegion label={label} maxHeightPx={HEIGHT_PX}>
          <CodeBlock label="Value" code={text} />
        </ScrollRegion>
      </div>
    </details>
  );
}
