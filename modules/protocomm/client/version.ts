import { ProtocommError } from "./transport.js";

/** What a device says of itself in proto-ver. */
export interface DeviceVersion {
  /** "v1.1", or "V0.1" of the first devices. */
  readonly version: string;
  readonly security: 0 | 1 | 2;
  readonly patchVersion: 0 | 1;
  readonly capabilities: readonly string[];
}

function latin(octets: Uint8Array): string {
  let text = "";
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Reads an answer of proto-ver. Throws ProtocommError for one that is none. */
export function parseVersion(answer: Uint8Array): DeviceVersion {
  const text = latin(answer);
  // devices of ESP-IDF 3 compare what is asked with their version
  if (text === "SUCCESS")
    return { version: "V0.1", security: 1, patchVersion: 0, capabilities: [] };
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
