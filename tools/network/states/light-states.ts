import * as z from "zod";
import {
  LightCtlDefaultGet,
  LightCtlDefaultSet,
  LightCtlTemperatureRangeGet,
  LightCtlTemperatureRangeSet,
} from "../../../modules/models/light-ctl/messages.js";
import {
  LightHslDefaultGet,
  LightHslDefaultSet,
  LightHslRangeGet,
  LightHslRangeSet,
} from "../../../modules/models/light-hsl/messages.js";
import {
  LightLcModeGet,
  LightLcModeSet,
  LightLcOmGet,
  LightLcOmSet,
} from "../../../modules/models/light-lc/messages.js";
import {
  LightLightnessDefaultGet,
  LightLightnessDefaultSet,
  LightLightnessRangeGet,
  LightLightnessRangeSet,
} from "../../../modules/models/light-lightness/messages.js";
import {
  LightXylDefaultGet,
  LightXylDefaultSet,
  LightXylRangeGet,
  LightXylRangeSet,
} from "../../../modules/models/light-xyl/messages.js";
import { range, wanted } from "../cdb/forms.js";
import { level, members, ordered, truth } from "./forms.js";
import { type ModelState, modelState } from "./model-state.js";

/** A range message: its status has a code beside the range. */
const withoutStatus = <Values extends object>(values: Values) => {
  const { status: _, ...rest } = values as { readonly status?: number };
  void _;
  return rest as Readonly<Record<string, number>>;
};

const temperature = range(800, 20_000);
const upTo = (most: number) =>
  z
    .number(wanted(`a number from 0 to ${most}`))
    .refine((value) => value >= 0 && value <= most, wanted(`a number from 0 to ${most}`));
/** A coordinate of CIE 1931. */
const coordinate = upTo(1);
const saturation = upTo(1);
/** Degrees. */
const hue = upTo(360);

/** States of the light models. Mesh Model 1.1 §6.1. */
export const lightStates: readonly ModelState[] = [
  modelState({
    name: "Light Lightness Default",
    setter: 0x1301,
    getter: 0x1300,
    set: LightLightnessDefaultSet,
    get: LightLightnessDefaultGet,
    form: level,
    valuesOf: (lightness: number) => ({ lightness }),
    valueOf: ({ lightness }) => lightness,
  }),
  modelState({
    name: "Light Lightness Range",
    setter: 0x1301,
    getter: 0x1300,
    set: LightLightnessRangeSet,
    get: LightLightnessRangeGet,
    form: ordered({ minimum: range(1, 0xffff), maximum: range(1, 0xffff) }, ["minimum", "maximum"]),
    valuesOf: (value: { minimum: number; maximum: number }) => value,
    valueOf: withoutStatus,
  }),
  modelState({
    name: "Light CTL Default",
    setter: 0x1304,
    getter: 0x1303,
    set: LightCtlDefaultSet,
    get: LightCtlDefaultGet,
    form: members({ lightness: level, temperature, deltaUv: range(-0x8000, 0x7fff).default(0) }),
    valuesOf: (value: { lightness: number; temperature: number; deltaUv: number }) => value,
    valueOf: withoutStatus,
  }),
  modelState({
    name: "Light CTL Temperature Range",
    setter: 0x1304,
    getter: 0x1303,
    set: LightCtlTemperatureRangeSet,
    get: LightCtlTemperatureRangeGet,
    form: ordered({ minimum: temperature, maximum: temperature }, ["minimum", "maximum"]),
    valuesOf: (value: { minimum: number; maximum: number }) => value,
    valueOf: withoutStatus,
  }),
  modelState({
    name: "Light HSL Default",
    setter: 0x1308,
    getter: 0x1307,
    set: LightHslDefaultSet,
    get: LightHslDefaultGet,
    form: members({ lightness: level, hue, saturation }),
    valuesOf: (value: { lightness: number; hue: number; saturation: number }) => value,
    valueOf: withoutStatus,
  }),
  modelState({
    name: "Light HSL Range",
    setter: 0x1308,
    getter: 0x1307,
    set: LightHslRangeSet,
    get: LightHslRangeGet,
    // A range of hues may go over 0.
    form: ordered(
      {
        hueMinimum: hue,
        hueMaximum: hue,
        saturationMinimum: saturation,
        saturationMaximum: saturation,
      },
      ["saturationMinimum", "saturationMaximum"],
    ),
    valuesOf: (value: never) => value,
    valueOf: withoutStatus,
  }),
  modelState({
    name: "Light xyL Default",
    setter: 0x130d,
    getter: 0x130c,
    set: LightXylDefaultSet,
    get: LightXylDefaultGet,
    form: members({ lightness: level, x: coordinate, y: coordinate }),
    valuesOf: (value: { lightness: number; x: number; y: number }) => value,
    valueOf: withoutStatus,
  }),
  modelState({
    name: "Light xyL Range",
    setter: 0x130d,
    getter: 0x130c,
    set: LightXylRangeSet,
    get: LightXylRangeGet,
    form: ordered(
      {
        xMinimum: coordinate,
        xMaximum: coordinate,
        yMinimum: coordinate,
        yMaximum: coordinate,
      },
      ["xMinimum", "xMaximum"],
      ["yMinimum", "yMaximum"],
    ),
    valuesOf: (value: never) => value,
    valueOf: withoutStatus,
  }),
  modelState({
    name: "Light LC Mode",
    setter: 0x130f,
    set: LightLcModeSet,
    get: LightLcModeGet,
    form: truth,
    valuesOf: (mode: boolean) => ({ mode }),
    valueOf: ({ mode }) => mode,
  }),
  modelState({
    name: "Light LC Occupancy Mode",
    setter: 0x130f,
    set: LightLcOmSet,
    get: LightLcOmGet,
    form: truth,
    valuesOf: (occupancyMode: boolean) => ({ occupancyMode }),
    valueOf: ({ occupancyMode }) => occupancyMode,
  }),
];
