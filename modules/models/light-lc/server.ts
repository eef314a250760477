import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import { type MessageContext, NotProvisionedError } from "../../access/model.js";
import { concatBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { OnPowerUp, type PoweredState } from "../common/power-up.js";
import type { SceneKeeper } from "../common/scene-keeper.js";
import { goalChanged, type State, type TransitionTimes } from "../common/state.js";
import {
  addStateHandlers,
  StateServer,
  type StateRequest,
  type StateServerOptions,
} from "../common/state-server.js";
import { addStateUser } from "../common/state-users.js";
import type { GenericOnOffServer } from "../generic-onoff/server.js";
import type { LightLightnessServer } from "../light-lightness/server.js";
import type { MarshalledValue } from "../sensor/marshalled.js";
import { SensorStatus } from "../sensor/messages.js";
import { LightController, type LightControllerUser } from "./controller.js";
import type { LightOnOff } from "./light-onoff.js";
import { isLcOn, LcState } from "./machine.js";
import {
  LightLcLightOnOffGet,
  LightLcLightOnOffSet,
  LightLcLightOnOffSetUnacknowledged,
  type LightLcLightOnOffSetValues,
  LightLcLightOnOffStatus,
  LightLcModeGet,
  LightLcModeSet,
  LightLcModeSetUnacknowledged,
  LightLcModeStatus,
  LightLcOmGet,
  LightLcOmSet,
  LightLcOmSetUnacknowledged,
  LightLcOmStatus,
  lightLcServerId,
} from "./messages.js";
import { sensed } from "./occupancy.js";
import { LcProperties, type LcPropertyValues } from "./properties.js";

/** Bits of the octet that is stored. */
const modeBit = 1;
const occupancyModeBit = 2;
const lightOnBit = 4;

/** What a LightLcServer is made with. */
export interface LightLcServerOptions extends Pick<StateServerOptions, "onRequest"> {
  /** The server of the light, on an element before this one's. */
  readonly lightness: LightLightnessServer;
  /** The Generic OnOff Server of this element, made with a LightOnOff state. */
  readonly onOff: GenericOnOffServer;
  /** Light LC Mode of a new device: whether the controller is on. Default false. */
  readonly mode?: boolean;
  /** Light LC Occupancy Mode of a new device: whether occupancy switches the light on. Default true. */
  readonly occupancyMode?: boolean;
  /** Properties of a new device that are not the default ones. */
  readonly properties?: Partial<LcPropertyValues>;
  /** Called with the state of the controller, a value of `LcState`, whenever that changes. */
  readonly onState?: (state: number) => void;
}

/**
 * The Light LC Server model, a light lightness controller. Mesh Model 1.1 §6.5.5. While its mode is on it sets the
 * lightness of the light; a message or a knob that sets it switches the mode off. Sensors tell it of occupancy and
 * of the ambient light by Sensor Status messages to an address that it subscribes to.
 */
export class LightLcServer
  extends StateServer<LightLcServerOptions>
  implements PoweredState, LightControllerUser, SceneKeeper
{
  /** For the setup server. */
  readonly properties: LcProperties;
  readonly controller: LightController;
  /** Called when a scene has set properties. For the setup server, which stores them. */
  onProperties: (() => void) | undefined = undefined;
  readonly #initial: number;
  /** What is stored. */
  #kept: number;
  /** It was on the network before, so that a start is none after a power cut. */
  #wasStarted = false;
  /** It has loaded what it stored, and has not started since. */
  #isLoaded = false;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightLcServerOptions) {
    development.options?.("LightLcServer", options);
    const { lightness, mode = false, occupancyMode = true, onOff, properties } = options;
    super(lightLcServerId, handlers, options, onOff.state);
    this.properties = new LcProperties(properties);
    this.controller = new LightController({
      lightness: lightness.state,
      lightOnOff: onOff.state as LightOnOff,
      properties: this.properties,
    });
    this.controller.user = this;
    this.controller.occupancyMode = occupancyMode;
    this.#initial = (mode ? modeBit : 0) | (occupancyMode ? occupancyModeBit : 0);
    this.#kept = this.#initial;
    this.extend(onOff);
    this.extend(lightness);
    addStateUser(onOff.state, this);
    addStateUser(lightness.state, this);
    lightness.power.add(this);
  }

  /** The Light LC Mode state: whether the controller is on. It is off while the node is on no network. */
  get mode(): boolean {
    return this.controller.state !== LcState.off && this.#lightness.controller !== undefined;
  }

  /** The Light LC Occupancy Mode state: whether occupancy switches the light on. */
  get occupancyMode(): boolean {
    return this.controller.occupancyMode;
  }

  /** The state of the controller, a value of `LcState`. */
  get controllerState(): number {
    return this.controller.state;
  }

  /**
   * Switches the controller on, to its Standby state, or off, where the light stays as it is. Throws
   * NotProvisionedError while the node is on no network: there the controller is off.
   */
  setMode(on: boolean): void {
    const { controller, services } = this;
    if (!services) throw new NotProvisionedError("the node is on no network");
    if (on === this.mode) return;
    const lightness = this.#lightness;
    if (on) controller.begin(services);
    else if (lightness.move) lightness.set(lightness.present, undefined, undefined);
    this.#modeSet(on);
  }

  /** The mode becomes off, or has become on. */
  #modeSet(on: boolean): void {
    if (!on) {
      // First the lightness is stored: a power cut before the mode is leaves the light to the controller.
      this.#released();
      this.controller.end();
    }
    this.#keep();
    this.settingChanged();
    this.#publishOf(LightLcModeStatus, { mode: on });
  }

  /** The light is no longer controlled: its lightness is stored. */
  #released(): void {
    const lightness = this.#lightness;
    lightness.controller = undefined;
    lightness.user?.stateChanged(lightness, goalChanged, undefined);
  }

  /** Sets whether occupancy switches the light on. */
  setOccupancyMode(on: boolean): void {
    if (on === this.occupancyMode) return;
    this.controller.occupancyMode = on;
    this.#keep();
    this.settingChanged();
    this.#publishOf(LightLcOmStatus, { occupancyMode: on });
  }

  /** What a scene keeps has changed, apart from Light OnOff: the mode, the Occupancy Mode, a property. */
  settingChanged(): void {
    const { state } = this;
    state.user?.stateChanged(state, goalChanged, this);
  }

  /** What a scene keeps: an octet as it is stored, and the properties. */
  storeScene(): Uint8Array {
    return concatBytes(Uint8Array.of(this.#bits(this.mode)), this.properties.encode());
  }

  /** Recalls a scene. That of a controller that was on has no lightness: the controller sets it. §6.5.1.3 */
  recallScene(stored: Uint8Array, transition: TransitionTimes | undefined): void {
    const { controller, properties, services } = this;
    const [bits = 0] = stored;
    if (properties.recall(stored.subarray(1))) this.onProperties?.();
    controller.occupancyMode = (bits & occupancyModeBit) !== 0;
    const before = this.mode;
    const mode = (bits & modeBit) !== 0;
    if (mode && services) controller.begin(services, (bits & lightOnBit) !== 0, transition?.time);
    else if (controller.state !== LcState.off) return this.#modeSet(false);
    this.#keep();
    if (before !== mode) this.#publishOf(LightLcModeStatus, { mode });
  }

  /** A sensor of the device itself has found somebody. */
  occupancyReported(): void {
    this.controller.occupancyReported(0);
  }

  /** A sensor of the device itself has measured the ambient light, lx. */
  ambientReported(lux: number): void {
    this.controller.ambientReported(lux);
  }

  /** Handles a Light OnOff Set message, once per transaction. */
  receiveSet(values: LightLcLightOnOffSetValues, context: MessageContext): void {
    if (this.begins(values, context)) this.state.set(Number(values.onOff), values.transition, this);
  }

  /** Answers with another state. */
  answer<T>(request: StateRequest, context: MessageContext, message: Message<T>, values: T): void {
    this.handled(request);
    this.reply(context, message, values);
  }

  /** Handles the values of a Sensor Status message. Posted, as what they lead to takes much of the stack. */
  receiveSensor(values: readonly MarshalledValue[]): void {
    this.services?.queue.post(LightLcServer.#sensed, this, values);
  }

  static #sensed(server: LightLcServer, values: readonly MarshalledValue[]): void {
    for (const value of values)
      if (!sensed(server.controller, value))
        server.services?.diagnostics.drop("model.value", value.raw.length);
  }

  /** The Light OnOff state has changed; or others have set the lightness, which ends the control. */
  override stateChanged(state: State, change: number, setter?: unknown): void {
    if (state === this.state) {
      this.#keep();
      return super.stateChanged(state, change);
    }
    if (setter === undefined || !this.mode) return;
    // At once, so that what the controller has posted no longer sets the light; the rest is posted, as the stack is long here.
    (state as LightLightnessServer["state"]).controller = undefined;
    this.services?.queue.post(LightLcServer.#overridden, this, undefined);
  }

  /** Unless it was switched on again meanwhile. */
  static #overridden(server: LightLcServer): void {
    if (server.controller.state !== LcState.off && !server.mode) server.#modeSet(false);
  }

  /** The state of the controller has changed. */
  controllerChanged(state: number): void {
    this.#keep();
    this.tell("Light LC", state, this.options.onState);
  }

  /** §6.5.1.2: a controller that was on goes on, if what was is to be restored. */
  powerUp(onPowerUp: number): void {
    this.#wasStarted = true;
    const kept = this.#kept;
    // A node that is closed at once is on no network any longer.
    if ((kept & modeBit) === 0 || !this.services) return;
    if (onPowerUp === OnPowerUp.restore) {
      if (!this.mode) this.#goOn(kept);
      return;
    }
    this.#released();
    if (this.controller.state !== LcState.off) this.controller.end();
    this.#keep();
  }

  /** It or its setup server has loaded what it stored. */
  loaded(): void {
    this.options.lightness.power.loaded();
  }

  /** It goes on where it was, as with another address; or it waits for what a power-up makes of it. */
  protected override onStart(): void {
    super.onStart();
    const isPowerUp = this.#isLoaded && !this.#wasStarted;
    this.#isLoaded = false;
    if (isPowerUp) return;
    this.#wasStarted = true;
    if ((this.#kept & modeBit) !== 0) this.#goOn(this.#kept);
  }

  /** The controller rests: without a network there are no times. */
  protected override onStop(): void {
    if (this.controller.state !== LcState.off) this.controller.end();
    super.onStop();
  }

  protected override onLoad(data: Uint8Array): void {
    if (data.length !== 1) return;
    const { controller } = this;
    this.#kept = data[0]!;
    controller.occupancyMode = (data[0]! & occupancyModeBit) !== 0;
    this.#isLoaded = true;
    this.loaded();
    // The server of the light leaves that to the controller.
    if (!this.#wasStarted && (data[0]! & modeBit) !== 0) this.#lightness.controller = this;
  }

  protected override onReset(): void {
    this.#kept = this.#initial;
    this.controller.occupancyMode = (this.#initial & occupancyModeBit) !== 0;
  }

  protected encodeStatus(): Uint8Array {
    const { move, remaining, value } = this.state;
    const change = move && { target: move.target !== 0, remaining };
    return LightLcLightOnOffStatus.encode({ present: value !== 0, change });
  }

  get #lightness() {
    return this.options.lightness.state;
  }

  /** The controller is on again, in the state that it was in. */
  #goOn(kept: number): void {
    this.controller.begin(this.services!, (kept & lightOnBit) !== 0);
  }

  /** The octet that is stored. */
  #bits(mode: boolean): number {
    const { occupancyMode } = this;
    const isOn = mode && isLcOn(this.controller.state);
    return (mode ? modeBit : 0) | (occupancyMode ? occupancyModeBit : 0) | (isOn ? lightOnBit : 0);
  }

  #keep(): void {
    // A mode that is about to be off is stored after the lightness.
    const bits = this.#bits(this.controller.state !== LcState.off);
    if (bits === this.#kept) return;
    if (this.services?.store(this, Uint8Array.of(bits))) this.#kept = bits;
  }

  #publishOf<T>(message: Message<T>, values: T): void {
    if (this.configuration.publication) this.services?.publish(this, message.encode(values));
  }
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightLcServer>(),
    LightLcLightOnOffGet,
    LightLcLightOnOffSet,
    LightLcLightOnOffSetUnacknowledged,
  )
    .on(LightLcModeGet, (server, _, context) =>
      server.answer("get", context, LightLcModeStatus, { mode: server.mode }),
    )
    .on(LightLcModeSet, (server, { mode }, context) => {
      server.setMode(mode);
      server.answer("set", context, LightLcModeStatus, { mode: server.mode });
    })
    .on(LightLcModeSetUnacknowledged, (server, { mode }) => {
      server.setMode(mode);
      server.handled("set");
    })
    .on(LightLcOmGet, (server, _, context) =>
      server.answer("get", context, LightLcOmStatus, server),
    )
    .on(LightLcOmSet, (server, { occupancyMode }, context) => {
      server.setOccupancyMode(occupancyMode);
      server.answer("set", context, LightLcOmStatus, server);
    })
    .on(LightLcOmSetUnacknowledged, (server, { occupancyMode }) => {
      server.setOccupancyMode(occupancyMode);
      server.handled("set");
    })
    .on(SensorStatus, (server, { values }) => server.receiveSensor(values)),
);
