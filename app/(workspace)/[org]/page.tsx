import type { Metadata } from 'next';
import { HomePage } from '@/components/metrics/home-page';

export const metadata: Metadata = { title: 'Home' };

export default function Page() {
  return <HomePage />;
}
