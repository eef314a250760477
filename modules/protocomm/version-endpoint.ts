import { asciiBytes, equalBytes } from "../base/bytes.js";
import { utf8Bytes } from "../base/utf8.js";
import type { EndpointHandler } from "./protocomm.js";
import { proofOctets, type SecurityOptions } from "./security/options.js";

/** Contents of the endpoint proto-ver. */
export interface VersionOptions {
  /** What is offered, the default first. */
  readonly securities: readonly SecurityOptions[];
  /** Default "v1.1". */
  readonly version?: string;
  /** Beside those of the security. Default wifi_prov and wifi_scan. */
  readonly capabilities?: readonly string[];
  /** Further objects of the application, by name. */
  readonly application?: Readonly<Record<string, unknown>>;
  /**
   * Answers of devices from before JSON: those of the first example's README compare the
   * request with "V0.1" and answer SUCCESS or FAIL; those of ESP-IDF 3.2.x answer "V0.1",
   * which its esp_prov compares. Default: JSON.
   */
  readonly oldest?: "readme" | "3.2";
}

const oldestVersion = "V0.1";

/** Of security 2, whether or not it is the default. */
function patchVersion(securities: readonly SecurityOptions[]): 0 | 1 {
  for (const security of securities) if (security.version === 2) return security.patchVersion ?? 1;
  return 0;
}

/** The JSON of proto-ver. */
export function versionText(options: VersionOptions): string {
  const { securities, version = "v1.1", application = {} } = options;
  const { capabilities = ["wifi_prov", "wifi_scan"] } = options;
  const [first] = securities;
  const cap = [...capabilities];
  if (first?.version === 0) cap.unshift("no_sec");
  if (first?.version === 1 && proofOctets(first.proofOfPossession).length === 0)
    cap.unshift("no_pop");
  const prov = {
    ver: version,
    sec_ver: first?.version ?? 0,
    sec_patch_ver: patchVersion(securities),
    cap,
  };
  return JSON.stringify({ ...application, prov });
}

/** The endpoint proto-ver: the answer does not depend on the request, except with `oldest` "readme". */
export function versionEndpoint(options: VersionOptions): EndpointHandler {
  const { oldest } = options;
  const version = asciiBytes(oldestVersion);
  return (request, answer) => {
    if (oldest === "3.2") answer(version);
    else if (oldest === "readme")
      answer(asciiBytes(equalBytes(request, version) ? "SUCCESS" : "FAIL"));
    else answer(utf8Bytes(versionText(options)));
  };
}
