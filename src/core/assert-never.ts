/** Exhaustiveness check for discriminated unions: a new kind that nobody handles is a bug, never a default. */
export function assertNever(value: never, subject: string): never {
  throw new Error(`Unhandled ${subject}: ${JSON.stringify(value)}`);
}
