import type { Capture } from "../../air/air.js";
import { type AirModel, type AirParameters, usualAir } from "../../air/model.js";
import type { LayoutName } from "../layout.js";
import type { AdvertisingSets } from "./run-record.js";

export const fewestDevices = 2;
/** A run with so many takes minutes; its time grows with the square of their number. */
export const mostDevices = 2000;

/** Options of a simulation of fast provisioning. */
export interface FastOptions {
  /** Number of devices, 2..2000. */
  readonly nodes: number;
  readonly seed: string;
  readonly layout: LayoutName;
  /** Policy of the provisioners. */
  readonly policy: "adaptive" | "espressif";
  /** How the top provisioner reaches the first device: by advertising, or over GATT, as a phone does. */
  readonly bearer: "adv" | "gatt";
  /** Duration of an ECDH key agreement (P-256), ms. */
  readonly ecdh: number;
  readonly capture: Capture;
  /**
   * Model of the air. In the ideal one each device receives each packet, without positions and
   * walls.
   */
  readonly air: AirModel;
  /** Changes of the parameters of the model. */
  readonly airParameters?: Partial<AirParameters>;
  /**
   * Advertising sets of a device: 3, whose events are 3-7 ms apart, or 1, 20 ms between any two.
   */
  readonly sets: AdvertisingSets;
  /** What the devices run on: an XS machine each, or Node.js. */
  readonly host: "xs" | "node";
  /** Share of packets that are lost in addition to the losses of the model; 0..1. */
  readonly extraLoss: number;
  /** Share of the devices that are switched off at a random moment, for a second or two; 0..1. */
  readonly powerCuts: number;
  /** Simulated milliseconds after which the simulation ends without success. */
  readonly limit: number;
  /** Path of the pcapng file for all packets; the keys are written next to it. */
  readonly packets?: string | undefined;
}

/** The defaults: a hundred devices in one room. */
export const usualFastOptions: FastOptions = {
  nodes: 100,
  seed: "1",
  layout: "room",
  policy: "adaptive",
  bearer: "adv",
  ecdh: 200,
  capture: "lock",
  air: usualAir,
  sets: 3,
  host: "node",
  extraLoss: 0,
  powerCuts: 0,
  limit: 240_000,
};
