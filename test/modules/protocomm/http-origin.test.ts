import test from "ava";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import type { HttpRequest, HttpResponse, HttpServer } from "../../../modules/host/http.js";
import { isOwnHost, isOwnOrigin } from "../../../modules/protocomm/http-origin.js";
import { HttpTransport } from "../../../modules/protocomm/http-transport.js";
import { protocommRig } from "../../support/protocomm-rig.js";
import { TestRandom } from "../../support/test-random.js";

/** Host, and whether it is the device. */
const hosts: readonly (readonly [string | undefined, boolean])[] = [
  [undefined, true],
  ["192.168.4.1", true],
  ["192.168.4.1:80", true],
  ["127.0.0.1:8080", true],
  ["localhost:8080", true],
  ["[fe80::1]:80", true],
  ["[::1]", true],
  ["wifi-prov.local", true],
  ["My-Device.LOCAL:80", true],
  ["", false],
  ["evil.example", false],
  ["192.168.4.1.evil.example", false],
  ["evil.example:192.168.4.1", false],
  ["local", false],
  [".local", false],
  ["a.local.evil.example", false],
  ["evil.example/.local", false],
  ["evil.example@192.168.4.1", false],
  ["192.168.4.1:port", false],
  ["192.168.4.1:", false],
  ["192.168.4.1:123456", false],
  ["192.168.4", false],
  ["192.168.4.1.1", false],
  ["1921.68.4.1", false],
  ["192.168..1", false],
  ["[]", false],
  ["[fe80::1", false],
  ["[fe80::g]", false],
  ["[::ffff:1.2.3.4]:80", true],
  ["a..local", false],
  [`${"a".repeat(63)}.local`, true],
  [`${"a".repeat(64)}.local`, false],
  ["under_score.local", false],
];

/** Origin, Host, and whether that is no page of somebody else. */
const origins: readonly (readonly [string | undefined, string | undefined, boolean])[] = [
  [undefined, undefined, true],
  [undefined, "192.168.4.1", true],
  ["http://192.168.4.1", "192.168.4.1", true],
  ["http://192.168.4.1:8080", "192.168.4.1:8080", true],
  ["http://Wifi-Prov.local", "wifi-prov.local", true],
  ["http://192.168.4.1:8080", "192.168.4.1", false],
  ["https://192.168.4.1", "192.168.4.1", false],
  ["http://evil.example", "192.168.4.1", false],
  ["null", "192.168.4.1", false],
  ["", "192.168.4.1", false],
  ["http://192.168.4.1", undefined, false],
];

test("hosts that are the device", (t) => {
  for (const [host, own] of hosts) t.is(isOwnHost(host), own, host);
});

test("origins that are no pages of others", (t) => {
  for (const [origin, host, own] of origins)
    t.is(isOwnOrigin(origin, host), own, `${origin}, ${host}`);
});

test("a request for another host, or from another's page, is refused before its endpoint", (t) => {
  const { clock, protocomm, sessions } = protocommRig({ securities: [{ version: 0 }] });
  const diagnostics = new Diagnostics();
  let receiver: Parameters<HttpServer["serve"]>[0];
  const http: HttpServer = { serve: (next) => void (receiver = next) };
  new HttpTransport({ http, protocomm, diagnostics, random: new TestRandom(1) });
  const status = (changes: Partial<HttpRequest>): number => {
    let answer: HttpResponse | undefined;
    const body = Uint8Array.of(0x52, 2, 8, 0);
    const request = { method: "POST", path: "/prov-session", connection: 1, body, ...changes };
    receiver!(request, (response) => (answer = response));
    clock.advance(5);
    return answer!.status;
  };
  t.is(status({ host: "evil.example" }), 403);
  t.is(status({ host: "192.168.4.1", origin: "http://evil.example" }), 403);
  t.deepEqual(sessions, []);
  t.is(diagnostics.dropped("protocomm.origin"), 2);
  t.is(status({ host: "192.168.4.1" }), 200);
  t.is(status({ host: "192.168.4.1", origin: "http://192.168.4.1" }), 200);
  t.is(status({}), 200);
});
