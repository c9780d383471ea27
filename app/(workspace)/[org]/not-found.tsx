import { Compass } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

export default function WorkspaceNotFound() {
  return (
    <EmptyState icon={<Compass />} title={<h1>There is nothing at this address</h1>}>
      It may have been removed, or the link is incomplete.
    </EmptyState>
  );
}
