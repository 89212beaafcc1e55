import { CancelledError, done, InputError, type Outcome, outcomeOfError } from "../core/outcome.ts";

/** The value of an outcome, or what kept it from being there. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.state === "done") return outcome.value;
  if (outcome.state === "cancelled") throw new CancelledError();
  const { code, message, place } = outcome.failure;
  throw new InputError(code, message, place);
}

/** How the work ended, as data. */
export async function asOutcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return done(await work());
  } catch (error) {
    if (error instanceof CancelledError) return { state: "cancelled" };
    return outcomeOfError(error);
  }
}
