import { MeshError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";

/**
 * Why a server does not do what was asked for. "no-property": it has no such property, or users have no
 * access to it, or its value is not known. "read-only": users cannot set it. "write-only": users cannot
 * read it.
 */
export type PropertyErrorReason = "no-property" | "read-only" | "write-only";

/** A property server answered that it does not do what was asked for. */
export class PropertyError extends MeshError {
  constructor(
    /** What it does not do. */
    readonly reason: PropertyErrorReason,
    message: string,
  ) {
    super(message);
  }

  override get name(): string {
    return "PropertyError";
  }
}

const texts: Readonly<Record<PropertyErrorReason, string>> = frozen({
  "no-property": "has, or shows, no property",
  "read-only": "does not let users set",
  "write-only": "does not let users read",
});

/** The error of a request for a property of the node at `dst`. */
export function refused(
  reason: PropertyErrorReason,
  { name }: DeviceProperty,
  { dst }: { readonly dst: number },
): PropertyError {
  const node = dst.toString(16).padStart(4, "0");
  return new PropertyError(reason, `${node} ${texts[reason]} ${name}`);
}
