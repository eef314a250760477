import { checkOptions, type OptionKinds } from "../../../base/check.js";
import { frozen } from "../../../base/frozen.js";
import { checkHost } from "../../../node/check-options.js";
import type { TopProvisionerOptions } from "./top-provisioner-options.js";

/** The options of a TopProvisioner that a Provisioner does not have, or that are used before. */
const kinds: OptionKinds = frozen({
  models: "array",
  policy: "object",
  firstAddress: 0x7fff,
  onNode: "function",
});

/** Throws TypeError, RangeError or Error naming the option that is wrong. */
export function checkTopProvisionerOptions(options: TopProvisionerOptions): void {
  checkOptions("TopProvisioner", options, kinds);
  checkHost(options.host);
}
