import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { Names } from "../../../tools/shell/names.js";

const label = "0073e7e4d8b9440faf8415df4c56c0e1";

function made(): Names {
  const entry = (address: number, elements: number) => ({
    address,
    elements,
    netKeyIndex: 0,
    uuid: new Uint8Array(16),
    deviceKey: new Uint8Array(16),
  });
  const names = new Names(
    () => [entry(2, 1), entry(3, 3), entry(0x10, 1)],
    new NodeCrypto({ clock: new VirtualClock() }),
  );
  names.nodes.set(2, "kitchen");
  names.nodes.set(3, "cafe");
  names.appKeys.set(0, "main");
  names.addGroup("hall");
  names.addGroup("upstairs", "0xc123");
  names.addGroup("virtual", label);
  return names;
}

const nodes: readonly (readonly [text: string, address: number, element: number | undefined])[] = [
  ["kitchen", 2, undefined],
  ["0x0002", 2, undefined],
  ["0002", 2, undefined],
  ["cafe", 3, undefined],
  ["cafe/2", 3, 2],
  ["0x0005", 3, 2],
  ["node-0010", 0x10, undefined],
  ["0010", 0x10, undefined],
  ["provisioner", 1, undefined],
  ["0x0001", 1, undefined],
];

for (const [text, address, element] of nodes)
  test(`the node ${text}`, (t) => t.like(made().node(text), { address, element }));

const noNodes: readonly (readonly [text: string, message: RegExp])[] = [
  ["kitchne", /^there is no node kitchne; did you mean kitchen\?$/],
  ["0x0006", /^there is no node 0x0006; there are: kitchen, cafe, node-0010, provisioner$/],
  ["cafe/3", /^cafe has 3 elements, from \/0 on$/],
  ["2", /^2 is no address: write 0x0002$/],
  ["hall", /^there is no node hall/],
  ["", /^there is no node/],
];

for (const [text, message] of noNodes)
  test(`no node ${JSON.stringify(text)}`, (t) => {
    t.throws(() => made().node(text), { message });
  });

const destinations: readonly (readonly [text: string, address: number])[] = [
  ["kitchen", 2],
  ["cafe/1", 4],
  ["hall", 0xc000],
  ["upstairs", 0xc123],
  ["all", 0xffff],
  ["all-relays", 0xfffe],
  ["0xc456", 0xc456],
  ["0x7000", 0x7000],
  ["virtual", 0xb529],
  [label, 0xb529],
];

for (const [text, address] of destinations)
  test(`the destination ${text}`, (t) => t.is(made().destination(text).address, address));

test("a virtual address keeps its Label UUID, also when it is named by its address", (t) => {
  for (const text of ["virtual", "0xb529", label])
    t.is(Buffer.from(made().destination(text).label!).toString("hex"), label);
});

test("a destination that is unknown is an error with similar names", (t) => {
  t.throws(() => made().destination("upstair"), { message: /; did you mean upstairs\?$/ });
  t.throws(() => made().destination("0x0000"), { message: /^there is no node or group 0x0000/ });
  t.throws(() => made().destination("cafe/9"), { message: /has 3 elements/ });
  t.throws(() => made().group("0x0002"), { message: /is no group/ });
  t.throws(() => made().group("cellar"), { message: /group add makes one$/ });
});

const texts: readonly (readonly [address: number, text: string])[] = [
  [1, "provisioner"],
  [2, "kitchen"],
  [5, "cafe/2"],
  [0x10, "node-0010"],
  [0x11, "0x0011"],
  [0xc000, "hall"],
  [0xc001, "0xc001"],
  [0xb529, "virtual"],
  [0xffff, "all"],
];

for (const [address, text] of texts)
  test(`the name of address ${address.toString(16)}`, (t) =>
    t.is(made().addressName(address), text));

test("groups get free addresses, and names that can be names", (t) => {
  const names = made();
  t.is(names.addGroup("next").address, 0xc001);
  t.throws(() => names.addGroup("next"), { message: "there is a group next already" });
  t.throws(() => names.addGroup("all"), { message: "there is a group all already" });
  t.throws(() => names.addGroup("a b"), { message: /^a b is no name/ });
  t.throws(() => names.addGroup("2nd"), { message: /^2nd is no name/ });
  t.throws(() => names.addGroup("x", "0xff00"), { message: /neither a group address/ });
  t.throws(() => names.addGroup("x", "12"), { message: /neither a group address/ });
});

test("AppKeys have an index or a name", (t) => {
  t.is(made().appKey("main"), 0);
  t.is(made().appKey("5"), 5);
  t.is(made().appKeyText(0), "main (0)");
  t.is(made().appKeyText(5), "5");
  t.throws(() => made().appKey("mian"), { message: "there is no AppKey mian; did you mean main?" });
  t.throws(() => made().appKey("4096"), { message: /from 0 to 4095/ });
});

test("names that were saved are the same again", (t) => {
  const before = made();
  const after = new Names(() => [], new NodeCrypto({ clock: new VirtualClock() }));
  after.load(before.save());
  t.deepEqual(after.save(), before.save());
  t.is(after.destination("virtual").address, 0xb529);
});
