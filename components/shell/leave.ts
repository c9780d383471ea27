import { signOut } from '@/components/identity/auth-client';
import { toast } from '@/components/ui/toaster';

/** Signs out and leaves the workspace. */
export async function leave(): Promise<void> {
  try {
    await signOut();
    window.location.assign('/sign-in');
  } catch {
    toast.error('Signing out failed. You are still signed in; try again.');
  }
}
