import { writeFileSync } from 'node:fs';
import { conformancePage } from '@/inngest/conformance/page';

writeFileSync(new URL('../docs/inngest-conformance.md', import.meta.url), conformancePage());
