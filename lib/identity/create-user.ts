import { auth } from './auth';
import { authFailure } from './http/auth-failure';
import type { CallerUser } from './identify-caller';

/**
 * Makes an account with a password, as signing up does, for those who set up the program (demo, tests).
 * @throws AppError CONFLICT when the address has one already
 */
export async function createUser(body: { name: string; email: string; password: string }): Promise<CallerUser> {
  try {
    const { user } = await auth().api.signUpEmail({ body });
    return { id: user.id, name: user.name, email: user.email };
  } catch (thrown) {
    throw authFailure(thrown);
  }
}
