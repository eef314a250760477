import type { ButtonPress } from "../../modules/host/board.js";
import type { VirtualBoard } from "../../modules/firmware/virtual-board.js";

/** Names of the calls to a machine that its virtual board answers in place of the firmware. */
export const BoardCall = {
  prefix: "board.",
  /** Presses a button: `{ name, press }`. */
  press: "board.press",
  /** Sets a sensor: `{ name, value }`. */
  sensor: "board.sensor",
  /** Returns the VirtualBoardState. */
  state: "board.state",
} as const;

interface Given {
  readonly name: string;
  readonly press: ButtonPress;
  readonly value: number;
}

/** Answers a call to the board of a machine. Throws as the methods of VirtualBoard do. */
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
