import { frozen } from "../base/frozen.js";
import type { ButtonPress } from "../host/board.js";
import type { VirtualBoard } from "./virtual-board.js";

/** Names of the calls that a virtual board answers in place of the firmware. */
export const BoardCall = frozen({
  prefix: "board.",
  /** Presses a button: `{ name, press }`. */
  press: "board.press",
  /** Sets a sensor: `{ name, value }`. */
  sensor: "board.sensor",
  /** Returns the VirtualBoardState. */
  state: "board.state",
});

interface Given {
  readonly name: string;
  readonly press: ButtonPress;
  readonly value: number;
}

/** Answers a call to a virtual board. Throws as the methods of VirtualBoard do. */
export function callBoard(board: VirtualBoard, call: string, given: unknown): unknown {
  const { name, press, value } = (given ?? {}) as Given;
  switch (call) {
    case BoardCall.press:
      return board.press(name, press);
    case BoardCall.sensor:
      return board.setSensor(name, value);
    case BoardCall.state:
      return board.state;
    default:
      throw new RangeError(call);
  }
}
