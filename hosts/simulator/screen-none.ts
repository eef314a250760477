/** Replaces the screen in a simulator without one: only the log shows the state. */
export class Screen {
  constructor(options: object) {
    void options;
  }

  show(address: number | undefined): void {
    void address;
  }
}
