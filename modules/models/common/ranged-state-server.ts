import type { Message } from "../../access/message.js";
import { type MessageContext, type Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import type { SharedHandlers } from "../../access/handler-table.js";
import { getUint16LE, putUint16LE } from "../../base/bytes.js";
import { checkWhole } from "../../base/check.js";
import { frozen } from "../../base/frozen.js";
import { OnPowerUp, type PoweredState, type PowerUp } from "./power-up.js";
import type { RangedState } from "./ranged-state.js";
import { moveEnded, type State, stepTaken, valueChanged } from "./state.js";
import { StateServer, type StateServerOptions } from "./state-server.js";
import { addStateUser } from "./state-users.js";

/** Octets that are stored: the value to power up with, and the Last state. */
const recordLength = 4;

/** What is stored: the value to power up with, and the Last state. */
interface KeptValues {
  readonly goal: number;
  readonly last: number;
}

/** What needs no record: that of a new device. */
const nothingKept: KeptValues = frozen({ goal: 0, last: 0xffff });

/** What a server of a state with a range is made with, in addition to its state. */
export interface RangedStateServerOptions extends StateServerOptions {
  /** What it does after a power cut. */
  readonly power: PowerUp;
  /** The Generic Power OnOff Server that it extends. */
  readonly powerOnOff: Model;
  /** The Generic Level Server that it extends. */
  readonly level: Model;
  /** Called with the value, 0..65,535, whenever it changes, at the steps of a transition too. */
  readonly onChange?: (value: number) => void;
}

/**
 * A server of a state with a range, to which Generic Level and Generic OnOff are bound. It stores the value and the
 * last one that was not 0, and sets the state after a power cut as the Generic OnPowerUp state says.
 */
export abstract class RangedStateServer<O extends RangedStateServerOptions>
  extends StateServer<O>
  implements PoweredState
{
  override readonly state: RangedState;
  /** The Generic OnPowerUp state. */
  readonly power: PowerUp;
  #kept: KeptValues = nothingKept;

  protected constructor(id: ModelId, table: SharedHandlers, options: O, state: RangedState) {
    super(id, table, options, state);
    const { level, power, powerOnOff } = options;
    this.state = state;
    this.power = power;
    this.extend(powerOnOff);
    this.extend(level);
    addStateUser(state, this);
    power.add(this);
  }

  /** The name of the state in traces and errors. */
  protected abstract readonly stateName: string;

  /** Sets the state at once, as a knob on the device does, and publishes it. Throws RangeError outside 0..65,535. */
  set(value: number): void {
    checkWhole(this.stateName, value, 0, 0xffff);
    this.state.set(value, undefined, this);
  }

  /** Answers with another state. */
  answer<T>(context: MessageContext, message: Message<T>, values: T): void {
    this.handled("get");
    this.reply(context, message, values);
  }

  override stateChanged(state: State, change: number): void {
    const { onChange } = this.options;
    if ((change & stepTaken) !== 0) {
      this.notify(onChange, state.present);
      return;
    }
    if ((change & (valueChanged | moveEnded)) !== 0)
      this.tell(this.stateName, state.present, onChange);
    this.#keep();
    super.stateChanged(state, change);
  }

  /** Sets the state after a power cut. §3.1.4 */
  powerUp(onPowerUp: number): void {
    const { state } = this;
    const { default: byDefault, restore } = OnPowerUp;
    const wanted = onPowerUp === byDefault ? state.onValue : 0;
    const value = onPowerUp === restore ? this.#kept.goal : wanted;
    const times = this.byDefault?.transition;
    // A transition begins at 0, also on a device that is on when it is new.
    this.become(times ? 0 : value);
    if (times) state.set(value, times, this);
    else this.#keep();
  }

  /** It is that at once; not published, as the node only starts. */
  private become(value: number): void {
    const { state } = this;
    if (state.value === value) return;
    state.value = value;
    this.tell(this.stateName, value, this.options.onChange);
  }

  protected override onLoad(data: Uint8Array): void {
    if (data.length !== recordLength) return;
    const kept = { goal: getUint16LE(data, 0), last: Math.max(1, getUint16LE(data, 2)) };
    this.#kept = kept;
    this.state.last = kept.last;
    this.power.loaded();
  }

  protected override onReset(): void {
    this.#kept = nothingKept;
    this.state.last = nothingKept.last;
  }

  /** Stores what to power up with, and a value other than 0 at rest as the last one. */
  #keep(): void {
    const { goal, move, value } = this.state;
    if (move === undefined && value !== 0) this.state.last = value;
    const { last } = this.state;
    if (goal === this.#kept.goal && last === this.#kept.last) return;
    const record = new Uint8Array(recordLength);
    putUint16LE(record, 0, goal);
    putUint16LE(record, 2, last);
    if (this.services?.store(this, record)) this.#kept = { goal, last };
  }
}

/** The parameters of a Range Status message. */
export function rangeStatus({ maximum, minimum }: RangedState) {
  return { status: 0, minimum, maximum };
}
