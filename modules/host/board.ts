/** A lamp, relay or LED of a board. */
export interface Lamp {
  /** Switches it. It is off at first. */
  set(on: boolean): void;
}

/**
 * A lamp that can be dimmed, with one channel of white light, with two of warm and cold white, or with
 * three of red, green and blue.
 */
export interface Dimmer {
  /** Sets the power of each channel, 0..65,535: a share of the full one, not a perceived lightness. All are 0 at first. */
  set(...powers: readonly number[]): void;
}

/** How a button was pressed: shortly, twice in a row, or held. */
export type ButtonPress = "short" | "double" | "long";

/** What a firmware does when a button is pressed. A kind of press without a function is ignored. */
export interface ButtonFunctions {
  /**
   * It was pressed and released. With `onDoublePress` it is called a moment later, when it is
   * known that no second press follows.
   */
  readonly onPress?: () => void;
  /** It was pressed twice in a row. */
  readonly onDoublePress?: () => void;
  /** It is held; called once, while it still is. */
  readonly onLongPress?: () => void;
}

/** A sensor of a board that measures one quantity. */
export interface Sensor {
  /** Its value now, in the unit of the sensor. */
  read(): number;
}

/**
 * The lamps, buttons and sensors that a firmware uses, by name. On a chip the manifest's "config"
 * says which pins have these names; in a simulation the script presses the buttons and sets the
 * sensors; in Moddable's simulator they are on the screen.
 */
export interface Board {
  /** Switches the lamp named "lamp". */
  light(on: boolean): void;
  /** The lamp of this name. Throws Error that lists the lamps of the board if it has none. */
  lamp(name: string): Lamp;
  /**
   * The lamp of this name, with so many channels. One that can only be switched is on while a channel has
   * power. Throws Error that lists the lamps of the board if it has none of this name, and where that has
   * fewer channels.
   */
  dimmer(name: string, channels: 1 | 2 | 3): Dimmer;
  /**
   * Calls the functions when the button of this name is pressed, in place of those of an earlier
   * call. Throws Error that lists the buttons of the board if it has none.
   */
  button(name: string, functions: ButtonFunctions): void;
  /** The sensor of this name. Throws Error that lists the sensors of the board if it has none. */
  sensor(name: string): Sensor;
  /** Restarts the chip or process; absent where that is not possible. */
  restart?(): void;
}
