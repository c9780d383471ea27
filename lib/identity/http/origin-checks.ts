import { AppError } from '@/lib/platform/errors';
import { mayBeForged, senderOf } from '../origins';
import type { AuthCall } from './answer';

/**
 * Nobody is to be signed in by a page of somebody else, as somebody else. Programs without a browser name no page.
 * @throws AppError FORBIDDEN
 */
export function refuseForeignPage({ request }: AuthCall): void {
  if (senderOf(request.headers) === 'foreign') throw foreignPage();
}

/** @throws AppError FORBIDDEN */
export function refuseForgery({ request }: AuthCall): void {
  if (request.headers.has('cookie') && mayBeForged(request.method, request.headers)) throw foreignPage();
}

function foreignPage(): AppError {
  return new AppError('FORBIDDEN', {
    message: 'This must be sent from a page of this site; otherwise name its Origin.',
  });
}
