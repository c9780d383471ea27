import type { Metadata } from 'next';
import { SourcesPage } from '@/components/tracking/sources-page';

export const metadata: Metadata = { title: 'Sources & keys' };

export default function Page() {
  return <SourcesPage />;
}
