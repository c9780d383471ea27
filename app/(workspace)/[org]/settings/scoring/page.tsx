import type { Metadata } from 'next';
import { ScoringPage } from '@/components/scoring/scoring-page';

export const metadata: Metadata = { title: 'Scoring' };

export default function Page() {
  return <ScoringPage />;
}
