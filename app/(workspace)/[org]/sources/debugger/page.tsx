import type { Metadata } from 'next';
import { DebuggerPage } from '@/components/tracking/debugger-page';

export const metadata: Metadata = { title: 'Debugger' };

export default function Page() {
  return <DebuggerPage />;
}
