import { CopyButton } from './copy-button';

interface CodeBlockProps {
  code: string;
  /** What it is, e.g. "Install snippet". */
  label: string;
}

/** Code to copy. Long lines are broken on the screen only. */
export function CodeBlock({ code, label }: CodeBlockProps) {
  return (
    <figure className="relative rounded-md border bg-sunken">
      <figcaption className="sr-only">{label}</figcaption>
      <pre className="p-3 pr-11 font-mono text-xs break-all whitespace-pre-wrap">
        <code>{code}</code>
      </pre>
      <div className="absolute top-1.5 right-1.5">
        <CopyButton text={code} label={`Copy ${label.charAt(0).toLowerCase()}${label.slice(1)}`} />
      </div>
    </figure>
  );
}
