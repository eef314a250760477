import type { PropertyValue } from "../common/device-properties/device-property.js";
import { PresentAmbientLightLevel } from "../common/device-properties/light.js";
import {
  MotionSensed,
  PeopleCount,
  PresenceDetected,
  TimeSinceMotionSensed,
} from "../common/device-properties/occupancy.js";
import type { MarshalledValue } from "../sensor/marshalled.js";
import type { LightController } from "./controller.js";

/**
 * Tells a controller what a value of a Sensor Status message means for it; false where the value is
 * prohibited. Other properties mean nothing to it, as does that nobody is there: only time ends the
 * light. Mesh Model 1.1 §6.2.3.6, §6.3.7.
 */
export function sensed(controller: LightController, { propertyId, raw }: MarshalledValue): boolean {
  let decoded: PropertyValue<unknown> | undefined;
  switch (propertyId) {
    case MotionSensed.id:
      decoded = MotionSensed.decode(raw);
      break;
    case PeopleCount.id:
      decoded = PeopleCount.decode(raw);
      break;
    case PresenceDetected.id:
      decoded = PresenceDetected.decode(raw);
      break;
    case TimeSinceMotionSensed.id:
      return sensedBefore(controller, raw);
    case PresentAmbientLightLevel.id:
      return ambientSensed(controller, raw);
    default:
      return true;
  }
  if (!decoded) return false;
  if (Number(decoded.value ?? 0) > 0) controller.occupancyReported(0);
  return true;
}

/** What is longer ago than the Occupancy Delay means nothing. */
function sensedBefore(controller: LightController, raw: Uint8Array): boolean {
  const decoded = TimeSinceMotionSensed.decode(raw);
  const age = decoded?.value;
  if (age !== undefined && age <= controller.occupancyDelay) controller.occupancyReported(age);
  return decoded !== undefined;
}

function ambientSensed(controller: LightController, raw: Uint8Array): boolean {
  const decoded = PresentAmbientLightLevel.decode(raw);
  const lux = decoded?.value;
  if (lux !== undefined) controller.ambientReported(lux);
  return decoded !== undefined;
}
