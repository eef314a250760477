import * as z from "zod";
import {
  GenericDefaultTransitionTimeGet,
  GenericDefaultTransitionTimeSet,
} from "../../../modules/models/generic-default-transition-time/messages.js";
import {
  GenericLocationGlobalGet,
  GenericLocationGlobalSet,
  GenericLocationLocalGet,
  GenericLocationLocalSet,
} from "../../../modules/models/generic-location/messages.js";
import {
  GenericPowerDefaultGet,
  GenericPowerDefaultSet,
  GenericPowerRangeGet,
  GenericPowerRangeSet,
} from "../../../modules/models/generic-power-level/messages.js";
import {
  GenericOnPowerUpGet,
  GenericOnPowerUpSet,
} from "../../../modules/models/generic-power-onoff/messages.js";
import { TimeRoleGet, TimeRoleSet } from "../../../modules/models/time/messages.js";
import { wanted } from "../cdb/forms.js";
import { level, members, oneOfWords, ordered, truth } from "./forms.js";
import { duration, type ModelState, modelState, type StateValue } from "./model-state.js";

const powerUps = ["off", "default", "restore"] as const;
const number = z.number(wanted("a number"));

/** The members that are known. */
export function known(values: object): StateValue {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** States of the generic models and of the Time Server. Mesh Model 1.1 §3.1, §5.1.1. */
export const genericStates: readonly ModelState[] = [
  modelState({
    name: "Generic Default Transition Time",
    setter: 0x1004,
    set: GenericDefaultTransitionTimeSet,
    get: GenericDefaultTransitionTimeGet,
    form: duration,
    valuesOf: (time: number) => ({ time }),
    valueOf: ({ time }) => time,
  }),
  modelState({
    name: "Generic OnPowerUp",
    setter: 0x1007,
    getter: 0x1006,
    set: GenericOnPowerUpSet,
    get: GenericOnPowerUpGet,
    form: oneOfWords(...powerUps),
    valuesOf: (word: (typeof powerUps)[number]) => ({ onPowerUp: powerUps.indexOf(word) }),
    valueOf: ({ onPowerUp }) => powerUps[onPowerUp],
  }),
  modelState({
    name: "Generic Power Default",
    setter: 0x100a,
    getter: 0x1009,
    set: GenericPowerDefaultSet,
    get: GenericPowerDefaultGet,
    form: level,
    valuesOf: (power: number) => ({ power }),
    valueOf: ({ power }) => power,
  }),
  modelState({
    name: "Generic Power Range",
    setter: 0x100a,
    getter: 0x1009,
    set: GenericPowerRangeSet,
    get: GenericPowerRangeGet,
    form: ordered({ minimum: level, maximum: level }, ["minimum", "maximum"]),
    valuesOf: (value: { minimum: number; maximum: number }) => value,
    valueOf: ({ maximum, minimum }) => ({ minimum, maximum }),
  }),
  modelState({
    name: "Generic Location Global",
    setter: 0x100f,
    getter: 0x100e,
    set: GenericLocationGlobalSet,
    get: GenericLocationGlobalGet,
    form: members({
      latitude: number.optional(),
      longitude: number.optional(),
      altitude: number.optional(),
    }),
    valuesOf: (location: object) => ({ location }),
    valueOf: ({ location }) => known(location),
  }),
  modelState({
    name: "Generic Location Local",
    setter: 0x100f,
    getter: 0x100e,
    set: GenericLocationLocalSet,
    get: GenericLocationLocalGet,
    form: members({
      north: number.optional(),
      east: number.optional(),
      altitude: number.optional(),
      floor: number.optional(),
      mobile: truth.default(false),
      updateTime: number.default(1),
      precision: number.default(4096),
    }),
    valuesOf: (location: never) => ({ location }),
    valueOf: ({ location }) => known(location),
  }),
  modelState({
    name: "Time Role",
    setter: 0x1201,
    set: TimeRoleSet,
    get: TimeRoleGet,
    form: oneOfWords("none", "authority", "relay", "client"),
    valuesOf: (role: "none" | "authority" | "relay" | "client") => ({ role }),
    valueOf: ({ role }) => role,
  }),
];
