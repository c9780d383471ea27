import type { Metadata } from 'next';
import { ApiReference } from '@/components/reference/api-reference';
import { apiReference } from '@/lib/api/reference';
import { version } from '@/package.json';

export const metadata: Metadata = { title: 'API reference' };

export default async function Page() {
  return <ApiReference sections={await apiReference(version)} version={version} />;
}
