/** Marks a branch that no value can reach: a new member of a union makes its caller stop compiling instead of falling through. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
