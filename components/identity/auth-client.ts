import { type ApiError, apiErrorFromBody, unreachable } from '@/components/api/api-error';

/** Signs in by e-mail address and password; the session comes as a cookie. @throws ApiError */
export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  await post('sign-in/email', credentials);
}

/** Makes an account and signs in to it. @throws ApiError */
export async function signUp(account: { name: string; email: string; password: string }): Promise<void> {
  await post('sign-up/email', account);
}

/** @throws ApiError */
export async function signOut(): Promise<void> {
  await post('sign-out', {});
}

async function post(path: string, body: Record<string, string>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw unreachable();
  }
  if (!response.ok) throw await refusal(response);
}

async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  return apiErrorFromBody(body, response.status, response.headers.get('retry-after'));
}
