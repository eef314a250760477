// The kinds of lights with a colour: their models, and what is known of them by Mesh Model 1.1 alone.
import type { Model } from "../../modules/access/model.js";
import { CtlModels } from "../../modules/models/ctl-models.js";
import { HslModels } from "../../modules/models/hsl-models.js";
import { XylModels } from "../../modules/models/xyl-models.js";
import {
  ReferenceChromaticity,
  ReferenceHue,
  ReferenceSaturation,
  ReferenceTemperature,
} from "./reference-color.js";
import type { MakeColors } from "./reference-color-light.js";

/** A kind of light. Opcodes are those of the acknowledged messages; 0: there is no such message. */
export interface ColorKind {
  readonly make: () => readonly { readonly models: readonly Model[] }[];
  readonly colors: MakeColors;
  /** Of the main server. */
  readonly opcodes: Readonly<
    Record<"set" | "get" | "target" | "defaultSet" | "defaultGet" | "rangeSet" | "rangeGet", number>
  >;
  /** The status messages of the main server and of the server of each colour. */
  readonly status: readonly string[];
  /** Set and Get of the server of each colour, on the next elements. */
  readonly parts: readonly (readonly [set: number, get: number])[];
  /** Numbers of the colour in a status message of the main server. */
  readonly told: number;
}

/** By name. */
export const colorKinds = {
  ctl: {
    make: () => new CtlModels().elements,
    colors: (light, happened) => [
      new ReferenceTemperature(light, [800, 0x8000], [0xffff, 0xffff], happened(0)),
    ],
    opcodes: {
      ...{ set: 0x825e, get: 0x825d, target: 0, defaultSet: 0x8269, defaultGet: 0x8267 },
      ...{ rangeSet: 0x826b, rangeGet: 0x8262 },
    },
    status: ["8260", "8266"],
    parts: [[0x8264, 0x8261]],
    told: 1,
  },
  hsl: {
    make: () => new HslModels().elements,
    colors: (light, happened) => [
      new ReferenceHue(light, [0], [0, 0xffff], happened(0)),
      new ReferenceSaturation(light, [0], [0, 0xffff], happened(1)),
    ],
    opcodes: {
      ...{ set: 0x8276, get: 0x826d, target: 0x8279, defaultSet: 0x827f, defaultGet: 0x827b },
      ...{ rangeSet: 0x8281, rangeGet: 0x827d },
    },
    status: ["8278", "8271", "8275"],
    parts: [
      [0x826f, 0x826e],
      [0x8273, 0x8272],
    ],
    told: 2,
  },
  xyl: {
    make: () => new XylModels().elements,
    colors: (light, happened) => [
      new ReferenceChromaticity(light, [0, 0], [0, 0xffff, 0, 0xffff], happened(0)),
    ],
    opcodes: {
      ...{ set: 0x8284, get: 0x8283, target: 0x8287, defaultSet: 0x828d, defaultGet: 0x8289 },
      ...{ rangeSet: 0x828f, rangeGet: 0x828b },
    },
    status: ["8286"],
    parts: [],
    told: 2,
  },
} satisfies Record<string, ColorKind>;
