import "../../../../../modules/checks/install.js";
import test from "ava";
import {
  adaptivePolicy,
  adaptiveSerialPolicy,
  checkPolicyOptions,
} from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";

for (const [name, policy] of Object.entries({
  adaptivePolicy,
  adaptiveSerialPolicy,
  espressifPolicy,
}))
  test(`the check of policies accepts ${name}`, (t) => {
    t.notThrows(() => checkPolicyOptions("FastProvisioningClient", { policy }));
  });

test("the check of policies refuses one without its limits", (t) => {
  const policy = { ...espressifPolicy, maxLinks: undefined as never };
  t.throws(() => checkPolicyOptions("FastProvisioningClient", { policy }), { message: /maxLinks/ });
});
