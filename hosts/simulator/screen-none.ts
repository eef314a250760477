/** In place of the screen, where there is none: the log has to do. */
export class Screen {
  show(): void {}
}
