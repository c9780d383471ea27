import { z } from 'zod';
import { AppError } from '@/lib/platform/errors';
import { pageInput } from '@/lib/tenancy/endpoint';
import { PASSWORD_MAX, PASSWORD_MIN } from '../contract';

const BODY_LIMIT_BYTES = 10_000;

const email = z.email('This is not an e-mail address.').max(254);
const newPassword = z
  .string()
  .min(PASSWORD_MIN, `At least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `At most ${PASSWORD_MAX} characters.`);
const currentPassword = z.string().min(1, 'The password is missing.').max(PASSWORD_MAX);

export const signUpForm = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'The name is missing.')
    .max(100)
    .regex(/^\P{Cc}*$/u, 'A name has no control characters.'),
  email,
  password: newPassword,
});

export const signInForm = z.object({ email, password: currentPassword });

export const changePasswordForm = z.object({ currentPassword, newPassword });

const token = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[\w.-]+$/, 'This is not a token of a mail.');

export const addressForm = z.object({ email });

export const tokenForm = z.object({ token });

export const resetForm = z.object({ token, newPassword });

export const outboxQuery = z.object(pageInput);

/** The parameters of an address. @throws AppError VALIDATION with the first refused field */
export function readQuery<Form extends z.ZodType>(request: Request, form: Form): z.infer<Form> {
  return checked(Object.fromEntries(new URL(request.url).searchParams), form);
}

/**
 * The fields of a JSON body; whatever else it holds is left out.
 * @throws AppError PAYLOAD_TOO_LARGE, BAD_REQUEST (no JSON), VALIDATION with the first refused field
 */
export async function readForm<Form extends z.ZodType>(request: Request, form: Form): Promise<z.infer<Form>> {
  return checked(await readJson(request), form);
}

function checked<Form extends z.ZodType>(fields: unknown, form: Form): z.infer<Form> {
  const parsed = form.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.');
  throw new AppError('VALIDATION', { ...(issue ? { message: issue.message } : {}), ...(field ? { field } : {}) });
}

async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length')) > BODY_LIMIT_BYTES) throw new AppError('PAYLOAD_TOO_LARGE');
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > BODY_LIMIT_BYTES) throw new AppError('PAYLOAD_TOO_LARGE');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new AppError('BAD_REQUEST', { message: 'The body is not valid JSON.' });
  }
}
