/** Replaces the screen in a simulator without one: only the log shows the state. */
export class Screen {
  show(): void {}
}
