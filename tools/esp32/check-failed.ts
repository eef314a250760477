/** What a check found wrong, in words that say what to do. */
export class CheckFailed extends Error {
  override get name(): string {
    return "CheckFailed";
  }
}
