import { asciiBytes } from "../base/bytes.js";
import type { EndpointHandler } from "./protocomm.js";
import { proofOctets, type SecurityOptions } from "./security/options.js";

export interface VersionOptions {
  /** What is offered, the default first. */
  readonly securities: readonly SecurityOptions[];
  /** Default "v1.1". */
  readonly version?: string;
  /** Beside those of the security. Default wifi_prov and wifi_scan. */
  readonly capabilities?: readonly string[];
  /** What the application says of itself, each under a name of its own. */
  readonly application?: Readonly<Record<string, unknown>>;
  /** Answers "V0.1" as the first devices did. Default false. */
  readonly oldest?: boolean;
}

const oldestVersion = "V0.1";

/** Of security 2, whether or not it is the default. */
function patchVersion(securities: readonly SecurityOptions[]): 0 | 1 {
  for (const security of securities) if (security.version === 2) return security.patchVersion ?? 1;
  return 0;
}

/** The JSON that tells clients what they talk to. */
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

/** The endpoint proto-ver: whatever is asked, the answer is the same. */
export function versionEndpoint(options: VersionOptions): EndpointHandler {
  const oldest = asciiBytes(oldestVersion);
  return (request, answer) => {
    const asked =
      request.length === oldest.length && oldest.every((octet, i) => request[i] === octet);
    answer(asciiBytes(options.oldest && asked ? "SUCCESS" : versionText(options)));
  };
}
