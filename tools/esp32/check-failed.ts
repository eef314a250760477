/** A failed check; the message says what to do. */
export class CheckFailed extends Error {
  override get name(): string {
    return "CheckFailed";
  }
}
