import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { Algorithm } from "../../../modules/provisioning/oob.js";
import { decodePdu } from "../../../modules/provisioning/pdu.js";
import {
  confirmation,
  confirmationInputs,
  confirmationSecrets,
  deviceKeyOf,
  encodeProvisioningData,
  openProvisioningData,
  sealProvisioningData,
  sessionSecrets,
} from "../../../modules/provisioning/session-keys.js";
import { crypto } from "../../support/crypto.js";
import vectors from "../../vectors/mesh-protocol/provisioning.json" with { type: "json" };

for (const [algorithm, sample] of [
  [Algorithm.cmac, vectors.cmac],
  [Algorithm.hmac, vectors.hmac],
] as const)
  test(`provisioning keys: sample data, ${sample.algorithm}`, (t) => {
    const capabilities = decodePdu(fromHex(`01${sample.capabilities}`));
    const start = decodePdu(fromHex(`02${sample.start}`));
    if (typeof capabilities === "string" || capabilities.type !== 1) return t.fail();
    if (typeof start === "string" || start.type !== 2) return t.fail();
    const inputs = confirmationInputs({
      attention: fromHex(sample.invite)[0]!,
      capabilities,
      start,
      provisionerKey: fromHex(sample.provisionerPublicKey),
      deviceKey: fromHex(sample.devicePublicKey),
    });
    t.is(toHex(inputs), sample.confirmationInputs);

    const secret = fromHex(sample.ecdhSecret);
    const authValue = fromHex(sample.authValue);
    const secrets = confirmationSecrets(crypto, algorithm, secret, authValue, inputs);
    t.is(toHex(secrets.salt), sample.confirmationSalt);
    t.is(toHex(secrets.key), sample.confirmationKey);
    const provisionerRandom = fromHex(sample.provisionerRandom);
    const deviceRandom = fromHex(sample.deviceRandom);
    t.is(toHex(confirmation(crypto, secrets, provisionerRandom)), sample.provisionerConfirmation);
    t.is(toHex(confirmation(crypto, secrets, deviceRandom)), sample.deviceConfirmation);

    const session = sessionSecrets(crypto, secret, secrets.salt, provisionerRandom, deviceRandom);
    t.is(toHex(session.salt), sample.provisioningSalt);
    t.is(toHex(session.sessionKey), sample.sessionKey);
    t.is(toHex(session.sessionNonce), sample.sessionNonce);
    t.is(toHex(session.deviceKey), sample.deviceKey);
    const salt = fromHex(sample.provisioningSalt);
    t.is(toHex(deviceKeyOf(crypto, secret, salt)), sample.deviceKey);

    const encrypted = fromHex(sample.encryptedData);
    const mic = fromHex(sample.mic);
    const data = openProvisioningData(crypto, session, encrypted, mic);
    if (typeof data === "string") return t.fail(data);
    t.is(toHex(encodeProvisioningData(data, 1)), sample.provisioningData);
    t.deepEqual(sealProvisioningData(crypto, session, fromHex(sample.provisioningData)), {
      encrypted,
      mic,
    });
    mic[0]! ^= 1;
    t.is(openProvisioningData(crypto, session, encrypted, mic), "decrypt");
    const group = fromHex(sample.provisioningData);
    group[23]! |= 0xc0;
    const sealed = sealProvisioningData(crypto, session, group);
    t.is(openProvisioningData(crypto, session, sealed.encrypted, sealed.mic), "value");
  });
