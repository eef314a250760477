import type { SharedHandlers } from "../../access/handler-table.js";
import type { Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import { getUint32BE, putUint32BE } from "../../base/bytes.js";
import type { ColorState } from "./color-state.js";
import type { PoweredState, PowerUp } from "./power-up.js";
import type { SceneKeeper } from "./scene-keeper.js";
import { moveBegun, moveEnded, type State, type TransitionTimes, valueChanged } from "./state.js";
import { longTransition, StateServer, type StateServerOptions } from "./state-server.js";
import { addStateUser } from "./state-users.js";

/** The Light Lightness Actual state, with Light Lightness Default. */
export interface ColoredLightness extends State {
  byDefault: number;
  /** What controls the light by itself; undefined: nothing does. */
  readonly controller: unknown;
}

/** Octets of each state that a scene keeps, big-endian. */
const keptLength = 4;

/** The Light Lightness Server, as the servers of colours need it. */
export interface ColoredLightnessServer extends Model {
  readonly state: ColoredLightness;
  readonly power: PowerUp;
  /** Stores the colour with the lightness, in one record. */
  keep(color: ColorState): void;
}

/** What the server of a light with a colour is made with. */
export interface ColorServerOptions<V> extends StateServerOptions {
  /** The Light Lightness Server that it extends. */
  readonly lightness: ColoredLightnessServer;
  /** Called with lightness and colour whenever one of them changes, at the steps of a transition too. */
  readonly onChange?: (values: V) => void;
}

/**
 * A server of the lightness and of one or two states of a colour, all of which its messages set together: Light CTL, HSL and xyL
 * Server. It publishes once for all of them that change at the same time, through any server.
 */
export abstract class ColorServer<O extends ColorServerOptions<V>, V>
  extends StateServer<O>
  implements PoweredState, SceneKeeper
{
  declare readonly state: ColoredLightness;
  readonly colors: readonly ColorState[];
  /** Changes that are not published yet: others happen at the same time. */
  private change = 0;
  /** The values that the application got last: the lightness, and the colours. */
  private known: readonly number[];

  protected constructor(
    id: ModelId,
    table: SharedHandlers,
    options: O,
    colors: readonly ColorState[],
  ) {
    const { lightness } = options;
    super(id, table, options, lightness.state);
    this.colors = colors;
    this.known = this.presentValues();
    this.extend(lightness);
    addStateUser(lightness.state, this);
    for (const color of colors) {
      color.server = this;
      lightness.keep(color);
      addStateUser(color, this);
    }
    lightness.power.add(this);
  }

  /** Lightness and colour, for the application. */
  abstract get values(): V;

  /** The server of the lightness. */
  get lightness(): ColoredLightnessServer {
    return this.options.lightness;
  }

  /** Milliseconds of the transition, or of the delayed one, that takes longest; undefined: there is none. */
  get remaining(): number | undefined {
    let longest = this.state.remaining;
    for (const { remaining } of this.colors)
      if (remaining !== undefined && !(longest !== undefined && longest > remaining))
        longest = remaining;
    return longest;
  }

  /** Sets lightness and colours; the lightness last, as all are stored then, in one record. */
  protected setAll(
    lightness: number,
    values: readonly number[],
    transition: TransitionTimes | undefined,
  ): void {
    const { colors } = this;
    for (let i = 0; i < colors.length; i++) colors[i]!.set(values[i]!, transition, this);
    this.state.set(lightness, transition, this);
  }

  /** Scenes keep the colour with the lightness. */
  override get sceneStates(): readonly State[] {
    return [...this.colors, this.state];
  }

  /** What a scene keeps: each colour, and the lightness of a light that nobody controls. */
  storeScene(): Uint8Array {
    const { colors, state } = this;
    const states = state.controller === undefined ? [...colors, state] : colors;
    const stored = new Uint8Array(keptLength * states.length);
    states.forEach(({ goal }, i) => putUint32BE(stored, keptLength * i, goal));
    return stored;
  }

  /** Recalls a scene. What a controlled light has is set by its controller. */
  recallScene(stored: Uint8Array, transition: TransitionTimes | undefined): void {
    const { colors } = this;
    const values = colors.map((_, i) => getUint32BE(stored, keptLength * i));
    const at = keptLength * colors.length;
    if (stored.length === at + keptLength)
      return this.setAll(getUint32BE(stored, at), values, transition);
    // As time does it: the lightness does not follow.
    if (stored.length === at)
      for (let i = 0; i < colors.length; i++) colors[i]!.set(values[i]!, transition, undefined);
  }

  override stateChanged(state: State, change: number, setter?: unknown): void {
    const all = (this.change |= change);
    // The lightness is set next; or the timers of the others run next.
    if (setter === this ? state !== this.state : setter === undefined && this.isDue) return;
    this.change = 0;
    this.notifyChange();
    const publishes =
      (all & (valueChanged | moveEnded)) !== 0 ||
      ((all & moveBegun) !== 0 && this.remaining! >= longTransition);
    if (publishes) this.publishState();
  }

  /** The application gets the colours after a power cut; they are not published. */
  powerUp(): void {
    this.notifyChange();
  }

  /** The colours have the clock too: one that no other server serves would have none. */
  protected override onStart(): void {
    super.onStart();
    for (const color of this.colors) color.clock = this.services!.clock;
  }

  /** Ends the transitions of the colours too. */
  protected override onStop(): void {
    super.onStop();
    for (const color of this.colors) color.finish();
  }

  private get isDue(): boolean {
    return this.state.isDue || this.colors.some(({ isDue }) => isDue);
  }

  private presentValues(): readonly number[] {
    return [this.state.present, ...this.colors.map(({ present }) => present)];
  }

  private notifyChange(): void {
    const { onChange } = this.options;
    if (!onChange) return;
    const values = this.presentValues();
    const { known } = this;
    if (values.every((value, i) => value === known[i])) return;
    this.known = values;
    this.notify(onChange, this.values);
  }
}
