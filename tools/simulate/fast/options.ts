import type { Capture } from "../../air/air.js";
import { type AirModel, type AirParameters, usualAir } from "../../air/model.js";
import type { LayoutName } from "../layout.js";

export const fewestDevices = 2;
export const mostDevices = 1000;

/** What a simulated fast provisioning is asked for. */
export interface FastOptions {
  /** Devices, 2..1000. */
  readonly nodes: number;
  readonly seed: string;
  readonly layout: LayoutName;
  /** How the nodes provision each other. */
  readonly policy: "adaptive" | "espressif";
  /** Milliseconds of a P-256 multiplication. */
  readonly ecdh: number;
  readonly capture: Capture;
  /** The ideal one has neither places nor walls: everybody hears everything. */
  readonly air: AirModel;
  /** Where the air differs from its model. */
  readonly airParameters?: Partial<AirParameters>;
  /** "paced": several advertising sets, 3-7 ms apart; "serial": one, 20 ms between any two events. */
  readonly radio: "paced" | "serial";
  /** What the devices run on. */
  readonly host: "xs" | "node";
  /** Share of packets lost beside those of the air. */
  readonly extraLoss: number;
  /** Share of the devices that are switched off at a random moment, for a second or two; 0..1. */
  readonly powerCuts: number;
  /** Simulated milliseconds after which it is given up. */
  readonly limit: number;
  /** Where the packets go, a pcapng file with its keys beside it. */
  readonly packets?: string | undefined;
}

/** What is not asked for otherwise: a hundred devices in one room. */
export const usualFastOptions: FastOptions = {
  nodes: 100,
  seed: "1",
  layout: "room",
  policy: "adaptive",
  ecdh: 200,
  capture: "lock",
  air: usualAir,
  radio: "paced",
  host: "node",
  extraLoss: 0,
  powerCuts: 0,
  limit: 240_000,
};
