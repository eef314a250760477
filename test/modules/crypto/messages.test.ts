import test from "ava";
import { concatBytes, fromHex, getUint16BE, toHex } from "../../../modules/base/bytes.js";
import { ApplicationKey, DeviceKey } from "../../../modules/crypto/application-key.js";
import { Credentials } from "../../../modules/crypto/credentials.js";
import {
  NONCE_LENGTH,
  putApplicationNonce,
  putDeviceNonce,
  putNetworkNonce,
  putProxyNonce,
  putSolicitationNonce,
} from "../../../modules/crypto/nonces.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import { providers } from "../../support/crypto.js";
import vectors from "../../vectors/mesh-protocol/messages.json" with { type: "json" };

for (const { name, crypto } of providers) {
  for (const message of vectors.messages) {
    const { netKey, ivIndex, ctl, ttl, src, dst, access } = message;

    test(`${name}: ${message.sample}, network PDUs`, (t) => {
      const options = { crypto, key: fromHex(netKey) };
      const credentials = new Credentials(options, fromHex(message.credentials.p));
      t.is(credentials.nid, message.credentials.nid);
      const nonce = new Uint8Array(NONCE_LENGTH);
      for (const pdu of message.pdus) {
        const ctlTtl = (ctl ? 0x80 : 0) | ttl;
        putNetworkNonce(nonce, ctlTtl, pdu.seq, src, ivIndex);
        t.is(toHex(nonce), pdu.networkNonce);
        const plain = concatBytes(Uint8Array.of(dst >> 8, dst & 0xff), fromHex(pdu.transportPdu));
        const tagLength = ctl ? 8 : 4;
        const sealed = new Uint8Array(plain.length + tagLength);
        credentials.encryptionKey.seal(nonce, plain, 0, plain.length, tagLength, sealed, 0);
        t.is(toHex(sealed), pdu.encrypted + pdu.netMic);
        const pecb = fromHex(pdu.privacyRandom);
        credentials.privacyKey.encryptBlock(pecb, 0, pecb, 0);
        const header = nonce.slice(1, 7).map((octet, i) => octet ^ pecb[i]!);
        const ivi = (ivIndex & 1) << 7;
        const whole = concatBytes(Uint8Array.of(ivi | credentials.nid), header, sealed);
        t.is(toHex(whole), pdu.networkPdu);
        t.true(credentials.encryptionKey.open(nonce, whole, 7, whole.length, tagLength, sealed, 0));
        t.is(getUint16BE(sealed, 0), dst);
      }
      credentials.close();
    });

    if (!access) continue;
    test(`${name}: ${message.sample}, access message`, (t) => {
      const payload = fromHex(access.payload);
      const nonce = new Uint8Array(NONCE_LENGTH);
      const put = access.key === "device" ? putDeviceNonce : putApplicationNonce;
      put(nonce, access.szmic, access.seq, src, dst, ivIndex);
      t.is(toHex(nonce), access.nonce);
      const key = access.appKey
        ? new ApplicationKey({ crypto, key: fromHex(access.appKey) })
        : new DeviceKey({ crypto, key: fromHex(access.deviceKey!) });
      if (key instanceof ApplicationKey) t.is(key.aid, access.aid);
      const label = access.label === undefined ? undefined : fromHex(access.label);
      if (label) t.is(virtualAddress(crypto, label), dst);
      const sealed = new Uint8Array(payload.length + 4);
      key.aes.seal(nonce, payload, 0, payload.length, 4, sealed, 0, label);
      t.is(toHex(sealed), access.encrypted + access.transMic);
      key.close();
    });
  }
}

test("proxy, solicitation and 64 bit nonces", (t) => {
  const nonce = new Uint8Array(NONCE_LENGTH).fill(0xee);
  putProxyNonce(nonce, 0x010203, 0x0405, 0x06070809);
  t.is(toHex(nonce), "03000102030405000006070809");
  nonce.fill(0xee);
  putSolicitationNonce(nonce, 0x010203, 0x0405);
  t.is(toHex(nonce), "04000102030405000000000000");
  putApplicationNonce(nonce, true, 0xfffffe, 0x7fff, 0xffff, 0xfffffffe);
  t.is(toHex(nonce), "0180fffffe7ffffffffffffffe");
  putDeviceNonce(nonce, true, 1, 2, 3, 4);
  t.is(toHex(nonce), "02800000010002000300000004");
});
