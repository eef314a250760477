import { utf8Text } from "../../base/utf8.js";
import { ProtocommError } from "./transport.js";

/** A device's answer of proto-ver. */
export interface DeviceVersion {
  /** "v1.1", or "V0.1" of the first devices. */
  readonly version: string;
  /** Security scheme that the device prefers. */
  readonly security: 0 | 1 | 2;
  /** Patch version of security 2, which determines its nonces. */
  readonly patchVersion: 0 | 1;
  /** Such as "wifi_scan" and "no_pop". */
  readonly capabilities: readonly string[];
}

/** Request for the oldest devices, and answer of those of ESP-IDF 3.2.x. */
export const oldestVersion = "V0.1";

/** Whether it is one of the oldest devices, which compare the request with their version. */
export function wantsOldest(answer: Uint8Array): boolean {
  return utf8Text(answer) === "FAIL";
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Parses an answer of proto-ver. Throws ProtocommError for an invalid one. */
export function parseVersion(answer: Uint8Array): DeviceVersion {
  const text = utf8Text(answer);
  if (text === "SUCCESS" || text === oldestVersion)
    return { version: oldestVersion, security: 1, patchVersion: 0, capabilities: [] };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ProtocommError("the device's version is no JSON");
  }
  const { ver, sec_ver, sec_patch_ver, cap } = object(object(parsed).prov);
  const capabilities = Array.isArray(cap) ? cap.filter((name) => typeof name === "string") : [];
  const fallback = capabilities.includes("no_sec") ? 0 : 1;
  return {
    version: typeof ver === "string" ? ver : "",
    // devices of ESP-IDF 4 do not say
    security: sec_ver === 0 || sec_ver === 1 || sec_ver === 2 ? sec_ver : fallback,
    patchVersion: sec_patch_ver === 1 ? 1 : 0,
    capabilities,
  };
}
