import { uint16 } from "../../../access/fields.js";
import { frozen } from "../../../base/frozen.js";
import {
  booleanState,
  count16,
  percentage8,
  timeMillisecond24,
  timeSecond16,
  timeSecond16AsMilliseconds,
} from "./characteristics.js";
import { deviceProperty, DeviceProperty } from "./device-property.js";

// Device properties of occupancy sensors.

/** Motion that is sensed, %: 0 to 100 in steps of 0.5. */
export const MotionSensed = /* @__PURE__ */ deviceProperty(0x0042, "Motion Sensed", percentage8);

/** Motion, %, from which an occupancy sensor reports it: 0 to 100 in steps of 0.5. */
export const MotionThreshold = /* @__PURE__ */ deviceProperty(
  0x0043,
  "Motion Threshold",
  percentage8,
);

/** Number of people, 0 to 65,534. */
export const PeopleCount = /* @__PURE__ */ deviceProperty(0x004c, "People Count", count16);

/** Whether somebody is there. */
export const PresenceDetected = /* @__PURE__ */ deviceProperty(
  0x004d,
  "Presence Detected",
  booleanState,
);

/**
 * Milliseconds since motion was sensed, 0 to 16,777,214. It was a number of seconds in two octets
 * before it was one of milliseconds in three: which of them a device sends is read off the length.
 */
export const TimeSinceMotionSensed = /* @__PURE__ */ frozen(
  /* @__PURE__ */ new DeviceProperty(
    0x0068,
    "Time Since Motion Sensed",
    timeMillisecond24,
    uint16,
    timeMillisecond24,
    timeSecond16AsMilliseconds,
  ),
);

/** Seconds since presence was detected, 0 to 65,534. */
export const TimeSincePresenceDetected = /* @__PURE__ */ deviceProperty(
  0x0069,
  "Time Since Presence Detected",
  timeSecond16,
);
