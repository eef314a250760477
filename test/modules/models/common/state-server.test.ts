import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import { fromHex } from "../../../../modules/base/bytes.js";
import { GenericLevelServer } from "../../../../modules/models/generic-level/server.js";
import { FakeServices } from "../../../support/fake-services.js";
import { publicationTo } from "../../../support/publication.js";
import { TestClock } from "../../../support/test-clock.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";

type Message = readonly [src: number, dst: number, tid: number, now: number, isNew: boolean];

const table: readonly (readonly [string, ...Message[]])[] = [
  ["the first is new, TID 0 too", [1, 2, 0, 0, true]],
  ["the same again is not", [1, 2, 5, 100, true], [1, 2, 5, 100, false], [1, 2, 5, 6099, false]],
  ["after six seconds it is", [1, 2, 5, 100, true], [1, 2, 5, 6100, true], [1, 2, 5, 6200, false]],
  [
    "repeats do not lengthen the six seconds",
    [1, 2, 5, 0, true],
    [1, 2, 5, 5000, false],
    [1, 2, 5, 6000, true],
  ],
  ["another TID is new", [1, 2, 5, 0, true], [1, 2, 6, 1, true], [1, 2, 6, 2, false]],
  ["another source is new", [1, 2, 5, 0, true], [3, 2, 5, 1, true]],
  ["another destination is new", [1, 2, 5, 0, true], [1, 0xc000, 5, 1, true]],
  ["the last one is remembered", [1, 2, 5, 0, true], [1, 2, 6, 1, true], [1, 2, 5, 2, true]],
  [
    "addresses and TIDs of all bits",
    [0x7fff, 0xffff, 255, 0, true],
    [0x7fff, 0xfffe, 255, 1, true],
    [0x7ffe, 0xfffe, 255, 2, true],
    [0x7ffe, 0xfffe, 255, 3, false],
  ],
];

for (const [name, ...messages] of table)
  test(`transactions: ${name}`, (t) => {
    const server = new GenericOnOffServer();
    const clock = new TestClock();
    server.state.clock = clock;
    for (const [src, dst, tid, now, isNew] of messages) {
      clock.advance(now - clock.now());
      t.is(server.isNew({ src, dst }, tid), isNew, `${src} ${dst} ${tid} ${now}`);
    }
  });

for (const [name, server, data] of [
  ["Generic OnOff", new GenericOnOffServer({ restore: true }), "01"],
  ["Generic Level", new GenericLevelServer({ restore: true }), "d4fe"],
] as const)
  test(`${name}: what is loaded is neither stored again nor published`, (t) => {
    new Element({ index: 0, models: [server] });
    server.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    const services = new FakeServices();
    services.stored.set(server, fromHex(data));
    let stores = 0;
    services.store = () => {
      stores++;
      return true;
    };
    server.start(services);
    services.clock.advance(1000);
    t.not(server.state.value, 0);
    t.is(services.published.length, 0);
    t.is(stores, 0);
    server.set(0 as never);
    services.clock.advance(0);
    t.is(services.published.length, 1);
    t.is(stores, 1);
  });
