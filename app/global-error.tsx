'use client';

import { PageError, type PageErrorProps } from '@/components/shell/page-error';
import './globals.css';

/** When even the root layout failed: the document has to be made here. */
export default function GlobalError(props: PageErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>Throughline</title>
        <main className="grid min-h-dvh place-items-center">
          <PageError {...props} />
        </main>
      </body>
    </html>
  );
}
