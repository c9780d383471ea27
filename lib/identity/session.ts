import { inBackground } from '@/lib/platform/background';
import { log } from '@/lib/platform/log';
import { SESSION_LIFETIME_MS, SESSION_RENEWAL_MS } from './auth';
import { findSession, renewSession, type SessionRow } from './caller-queries';

/**
 * The person of a session, once for each of at most two memberships that fit `orgRef`. Using a session renews it.
 * Null when there is no such session or it has run out.
 */
export async function enterSession(token: string, orgRef: string | null, now: Date): Promise<SessionRow[] | null> {
  const rows = await findSession(token, orgRef);
  const [session] = rows;
  if (!session || session.expires_at <= now) return null;
  renewInBackground(session, now);
  return rows;
}

/** The answer does not wait for it: unless it fails for six days, the next use makes up for it. */
function renewInBackground(session: SessionRow, now: Date): void {
  const expiresAt = new Date(now.getTime() + SESSION_LIFETIME_MS);
  if (expiresAt.getTime() - session.expires_at.getTime() < SESSION_RENEWAL_MS) return;
  inBackground(
    renewSession(session.session_id, expiresAt, now).catch((error: Error) =>
      log.warn({ sessionId: session.session_id, reason: error.message }, 'a session was not renewed'),
    ),
  );
}
