/** A command cannot go on, and the user can do something about it. Ends with exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
