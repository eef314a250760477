import test from "ava";
import { HciError } from "../../../hosts/hci/errors.js";
import { parseRadioSpec, type RadioSpec } from "../../../hosts/hci/radio-spec.js";

const right: readonly (readonly [string, RadioSpec])[] = [
  ["tcp:127.0.0.1:14433", { kind: "tcp", host: "127.0.0.1", port: 14_433 }],
  ["tcp:14433", { kind: "tcp", host: "127.0.0.1", port: 14_433 }],
  ["tcp:[::1]:80", { kind: "tcp", host: "::1", port: 80 }],
  ["unix:/tmp/bt-server-le", { kind: "unix", path: "/tmp/bt-server-le" }],
  ["unix:/tmp/a:b", { kind: "unix", path: "/tmp/a:b" }],
  ["serial:/dev/ttyUSB0", { kind: "serial", path: "/dev/ttyUSB0", baud: 1_000_000 }],
  ["serial:/dev/ttyACM1@115200", { kind: "serial", path: "/dev/ttyACM1", baud: 115_200 }],
  ["hci:0", { kind: "hci", device: 0 }],
];

for (const [text, spec] of right)
  test(`a radio: ${text}`, (t) => {
    t.deepEqual(parseRadioSpec(text), spec);
  });

const wrong = ["", "hci0", "tcp:", "tcp:host:", "tcp:host:0", "tcp:host:70000", "unix:", "serial:"];
const wrongToo = [
  "serial:@115200",
  "serial:/dev/a@fast",
  "serial:/dev/a@1",
  "hci:",
  "hci:x",
  "usb:1",
];

for (const text of [...wrong, ...wrongToo])
  test(`no radio: "${text}"`, (t) => {
    const error = t.throws(() => parseRadioSpec(text), { instanceOf: HciError });
    t.true(error.message.includes(`"${text}" is no radio; use tcp:HOST:PORT`));
  });
