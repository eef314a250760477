import { frozen } from "../../modules/base/frozen.js";
import type { ButtonFunctions } from "../../modules/host/board.js";

/** What a button is doing, and since when: the state of `buttonStep`. */
export const ButtonPhase = frozen({
  /** Pressed, and nothing more is to come of it: it has to be released first. */
  spent: 0,
  /** Not pressed. */
  up: 1,
  /** Pressed. */
  down: 2,
  /** Pressed and released; a second press may follow. */
  between: 3,
  /** Pressed for so long that `onLongPress` was called. */
  held: 4,
});

/** What happens when a step ends a phase. */
export const ButtonEvent = frozen({ none: 0, short: 1, double: 2, long: 3, reset: 4 });

/** Milliseconds from a press to the long press. */
export const longPress = 1000;
/** Milliseconds from a press to the factory reset. */
export const resetPress = 5000;
/** Milliseconds from the release to a second press, at most. */
export const secondPress = 300;
/** Milliseconds between two readings of a button. */
export const buttonInterval = 20;

/**
 * The next phase of a button, plus 8 times the event: one number, so that a step allocates
 * nothing. `down`: whether it is pressed, without the contact's bouncing. `elapsed`: milliseconds
 * since the phase began. `waits`: whether a second press is awaited before the first one counts.
 */
export function buttonStep(phase: number, down: boolean, elapsed: number, waits: boolean): number {
  switch (phase) {
    case ButtonPhase.up:
      return down ? ButtonPhase.down : ButtonPhase.up;
    case ButtonPhase.down:
      if (down)
        return elapsed < longPress ? ButtonPhase.down : ButtonPhase.held + 8 * ButtonEvent.long;
      return waits ? ButtonPhase.between : ButtonPhase.up + 8 * ButtonEvent.short;
    case ButtonPhase.between:
      if (down) return ButtonPhase.spent + 8 * ButtonEvent.double;
      return elapsed < secondPress ? ButtonPhase.between : ButtonPhase.up + 8 * ButtonEvent.short;
    case ButtonPhase.held:
      if (!down) return ButtonPhase.up;
      return elapsed < resetPress - longPress
        ? ButtonPhase.held
        : ButtonPhase.spent + 8 * ButtonEvent.reset;
    default:
      return down ? ButtonPhase.spent : ButtonPhase.up;
  }
}

const none: ButtonFunctions = frozen({});

/**
 * A push button that is read every 20 ms. It counts as pressed or released when two readings in a
 * row agree, so that a bouncing contact is one press. If it is pressed at the start, it has to be
 * released first.
 */
export class Button {
  /** What the firmware does when it is pressed. */
  functions = none;
  private phase: number = ButtonPhase.spent;
  /** Time at which the phase began, milliseconds. */
  private since = 0;
  /** The latest reading. */
  private reading = true;
  /** What two readings in a row agreed on. */
  private down = true;

  /**
   * Takes a reading at the time `now` (milliseconds) and calls the function for a press. True when
   * it has been held for 5 seconds: once for each press.
   */
  look(reading: boolean, now: number): boolean {
    if (reading === this.reading) this.down = reading;
    this.reading = reading;
    const { functions } = this;
    const waits = functions.onDoublePress !== undefined;
    const step = buttonStep(this.phase, this.down, now - this.since, waits);
    const phase = step & 7;
    if (phase !== this.phase) {
      this.phase = phase;
      this.since = now;
    }
    switch (step >> 3) {
      case ButtonEvent.short:
        functions.onPress?.();
        break;
      case ButtonEvent.double:
        functions.onDoublePress?.();
        break;
      case ButtonEvent.long:
        functions.onLongPress?.();
        break;
      case ButtonEvent.reset:
        return true;
    }
    return false;
  }
}
