import Link from 'next/link';
import { Wordmark } from '@/components/shell/wordmark';

interface Field {
  name: string;
  where: string;
  type: string;
  required: boolean;
  description: string;
}

interface Endpoint {
  id: string;
  method: string;
  path: string;
  summary: string;
  access: string;
  fields: Field[];
  answer: string;
}

interface Section {
  tag: string;
  endpoints: Endpoint[];
}

/** Every endpoint on one page: who may call it, what it takes, what it answers. */
export function ApiReference({ sections, version }: { sections: Section[]; version: string }) {
  return (
    <div className="mx-auto flex max-w-6xl gap-8 px-4 py-8 md:px-6">
      <nav
        aria-label="Endpoints"
        className="sticky top-8 hidden max-h-[calc(100dvh-4rem)] w-60 shrink-0 overflow-y-auto text-sm md:block"
      >
        <Link href="/" className="rounded-md">
          <Wordmark />
        </Link>
        {sections.map(({ tag, endpoints }) => (
          <div key={tag} className="mt-5">
            <p className="font-medium capitalize">{tag}</p>
            <ul className="mt-1 space-y-1">
              {endpoints.map(({ id, method, path }) => (
                <li key={id}>
                  <a href={`#${id}`} className="block truncate rounded-sm text-muted hover:text-ink">
                    <span className="mr-0.5 font-mono text-xs">{method}</span> {path}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main className="min-w-0 flex-1">
        <h1 className="text-2xl font-semibold tracking-tight">API reference</h1>
        <p className="mt-2 max-w-prose text-sm text-muted">
          Version {version}. Send an API key as <code className="font-mono">X-API-Key</code>, or a JWT as a bearer
          token. Lists are paged: pass <code className="font-mono">nextCursor</code> back as{' '}
          <code className="font-mono">cursor</code>. A refusal is{' '}
          <code className="font-mono">{'{ "error": { code, message, field, requestId } }'}</code>. For machines:{' '}
          <a className="underline" href="/api/openapi.json">
            /api/openapi.json
          </a>
          .
        </p>
        {sections.map(({ tag, endpoints }) => (
          <section key={tag} className="mt-10" aria-label={tag}>
            <h2 className="text-lg font-semibold capitalize">{tag}</h2>
            {endpoints.map((endpoint) => (
              <EndpointEntry key={endpoint.id} {...endpoint} />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}

function EndpointEntry({ id, method, path, summary, access, fields, answer }: Endpoint) {
  return (
    <article id={id} className="scroll-mt-8 border-b py-5 last:border-b-0">
      <h3 className="font-mono text-sm break-all">
        <span className="font-semibold">{method}</span> {path}
      </h3>
      <p className="mt-1 text-sm">{summary}.</p>
      <p className="mt-1 text-xs text-muted">{access}.</p>
      {fields.length > 0 && (
        <dl className="mt-3 divide-y border-y text-sm">
          {fields.map(({ name, where, type, required, description }) => (
            <div key={`${where}-${name}`} className="grid gap-x-4 py-1.5 md:grid-cols-[14rem_1fr]">
              <dt className="font-mono">
                {name}
                <span className="ml-2 font-sans text-xs text-muted">
                  {where}
                  {required ? ', required' : ''}
                </span>
              </dt>
              <dd className="break-words text-muted">
                {type}
                {description && ` · ${description}`}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <details className="mt-3 text-sm">
        <summary className="cursor-pointer rounded-sm text-muted hover:text-ink">Answer</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre tabIndex={0} className="mt-2 max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs">
          {answer}
        </pre>
      </details>
    </article>
  );
}
