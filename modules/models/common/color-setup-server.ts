import type { SharedHandlers } from "../../access/handler-table.js";
import { Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import { getUint16LE, putUint16LE } from "../../base/bytes.js";
import type { ColoredLightnessServer } from "./color-server.js";
import type { ColorState } from "./color-state.js";

/** The Light Lightness Setup Server, as the setup servers of colours need it. */
export interface ColoredLightnessSetupServer extends Model {
  /** Sets Light Lightness Default, and stores it with the defaults of the colours. */
  receiveDefault(lightness: number): void;
  /** Stores the defaults. */
  store(): void;
}

/** The server that a ColorSetupServer sets up. */
interface ColoredServer extends Model {
  readonly colors: readonly ColorState[];
  readonly lightness: ColoredLightnessServer;
}

/**
 * The setup server of a light with a colour: sets the defaults, which the setup server of the lightness stores in one record
 * with that of the lightness, and the ranges of the colours, which it stores.
 */
export abstract class ColorSetupServer<S extends ColoredServer> extends Model {
  /** The server that it sets up. */
  readonly server: S;
  private readonly lightnessSetup: ColoredLightnessSetupServer;

  protected constructor(
    id: ModelId,
    table: SharedHandlers,
    server: S,
    lightnessSetup: ColoredLightnessSetupServer,
  ) {
    super(id, "application", table);
    this.server = server;
    this.lightnessSetup = lightnessSetup;
    this.extend(server);
    this.extend(lightnessSetup);
    this.correspond(server);
  }

  /** A status message with the defaults. */
  protected abstract encodeDefault(): Uint8Array;

  /** A status message with the ranges. */
  protected abstract encodeRange(): Uint8Array;

  /** The defaults of the lightness and of the colours, stored in one record. */
  protected becomeDefault(lightness: number, values: readonly number[]): void {
    const { colors, lightness: lightnessServer } = this.server;
    const { byDefault } = lightnessServer.state;
    if (byDefault === lightness && colors.every((color, i) => color.byDefault === values[i]))
      return;
    for (let i = 0; i < colors.length; i++) colors[i]!.byDefault = values[i]!;
    if (byDefault === lightness) this.lightnessSetup.store();
    else this.lightnessSetup.receiveDefault(lightness);
    this.publishStatus(this.encodeDefault());
  }

  /** The ranges of the colours; false if they are to be ignored, as one is none. The present colours stay. */
  protected becomeRange(ranges: readonly (readonly number[])[]): boolean {
    const { colors } = this.server;
    if (!colors.every((color, i) => color.canHave(ranges[i]!))) return false;
    if (colors.every(({ limits }, i) => limits.every((end, j) => end === ranges[i]![j])))
      return true;
    for (let i = 0; i < colors.length; i++) colors[i]!.limits = ranges[i]!;
    const record = new Uint8Array(this.recordLength);
    let at = 0;
    for (const range of ranges)
      for (const end of range) {
        putUint16LE(record, at, end);
        at += 2;
      }
    this.services?.store(this, record);
    this.publishStatus(this.encodeRange());
    return true;
  }

  protected override onLoad(data: Uint8Array): void {
    const { colors, lightness } = this.server;
    if (data.length !== this.recordLength) return;
    let at = 0;
    for (const color of colors) {
      const limits = color.limits.map((_, i) => getUint16LE(data, at + 2 * i));
      at += 2 * limits.length;
      if (color.canHave(limits)) color.limits = limits;
    }
    lightness.power.loaded();
  }

  /** Two octets for each end of a range. */
  private get recordLength(): number {
    let length = 0;
    for (const { limits } of this.server.colors) length += 2 * limits.length;
    return length;
  }

  private publishStatus(status: Uint8Array): void {
    if (this.configuration.publication) this.services?.publish(this, status);
  }
}
