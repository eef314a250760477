import type { MeshProfile } from "../access/composition-profiles.js";
import { frozen } from "../base/frozen.js";

/** The part of a manifest's "config" that is about mesh profiles. */
export interface ProfileConfig {
  /**
   * Whether page 2 of the composition data has the Networked Lighting Control (NLC) profile that the
   * product is made after. Default false: limits of these profiles, such as times of reaction, are not
   * public, so that nobody has compared the product with them.
   */
  readonly profiles?: boolean;
}

/** NLC profiles by their identifiers in Assigned Numbers. */
export const NlcProfile = frozen({
  ambientLightSensor: 0x1600,
  basicLightnessController: 0x1601,
  basicSceneSelector: 0x1602,
  dimmingControl: 0x1603,
  energyMonitor: 0x1604,
  occupancySensor: 0x1605,
});

/** x, y and z of the versions of these profiles. */
const version = frozen([1, 0, 1] as const);

/**
 * The option of a node with a profile and the elements that it is on, where the config asks for it.
 * Throws TypeError where the config is neither true nor false.
 */
export function profilesOf(
  { profiles = false }: ProfileConfig,
  id: number,
  ...elements: readonly number[]
): { readonly profiles?: readonly MeshProfile[] } {
  if (typeof profiles !== "boolean")
    throw new TypeError(`config.profiles: ${String(profiles)} where true or false is needed`);
  return profiles ? { profiles: [{ id, version, elements, data: new Uint8Array(0) }] } : {};
}
