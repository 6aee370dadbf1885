/** Marks a branch that no value can reach: a new member of a union makes its caller stop compiling instead of falling through. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

/** What a thrown thing says of itself: an error its message, anything else its text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
