// PB-Remote as the provisioner sees it, with a server that a test plays.
import test from "ava";
import {
  LinkState,
  RemoteStatus,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import { CloseReason } from "../../../../modules/provisioning/link.js";
import { remoteLinkRig as rig } from "../../../support/remote-link-rig.js";
import { runPromiseJobs } from "../../../support/test-clock.js";

test("it is open when the server says so, and asks for nothing more", async (t) => {
  const { active, clock, log, open, state } = await rig("opening");
  open.resolve(LinkState.opening);
  await runPromiseJobs();
  t.deepEqual(log, []);
  active();
  active();
  t.deepEqual(log, ["open"]);
  await clock.run(60_000);
  t.is(state.asked, 0);
});

test("the report of an open link may come before the answer to Link Open", async (t) => {
  const { active, clock, log, open, state } = await rig("opening");
  active();
  open.resolve(LinkState.opening);
  await clock.run(60_000);
  t.deepEqual(log, ["open"]);
  t.is(state.asked, 0);
});

test("the report of an open link ends the request for it: asked again, a busy server would refuse", async (t) => {
  const { active, log, open, send } = await rig("opening");
  active();
  send(1);
  open.reject(new Error("invalid state"));
  await runPromiseJobs();
  t.true(open.givenUp);
  t.deepEqual(log, ["open"]);
});

test("what is heard while it waits for the link before is not about this one", async (t) => {
  const { active, device, idle, log, open, prepare } = await rig("preparing");
  active();
  device(1, 7);
  idle(RemoteStatus.linkClosedByClient);
  t.deepEqual(log, []);
  t.is(open.asked, 0);
  prepare.resolve();
  await runPromiseJobs();
  t.is(open.asked, 1);
});

test("a refusal ends it with its error", async (t) => {
  const { clock, log, open } = await rig("opening");
  open.reject(new Error("refused"));
  await runPromiseJobs();
  t.deepEqual(log, ["end", "closed 2 peer refused"]);
  t.is(clock.pending, 0);
});

test("a server that stays busy ends it with its error", async (t) => {
  const { log, prepare } = await rig("preparing");
  prepare.reject(new Error("busy"));
  await runPromiseJobs();
  t.deepEqual(log, ["end", "closed 2 peer busy"]);
});

test("a lost report of the open link is made up for by a question", async (t) => {
  const { clock, log, open, state } = await rig("opening");
  open.resolve(LinkState.opening);
  await clock.run(6000);
  t.is(state.asked, 1);
  state.resolve(LinkState.opening);
  await clock.run(6000);
  t.is(state.asked, 2);
  state.resolve(LinkState.active);
  await runPromiseJobs();
  t.deepEqual(log, ["open"]);
});

for (const [name, answer, expected] of [
  ["is idle", LinkState.idle, "closed 2 peer"],
  ["does not answer", undefined, "closed 1 peer"],
] as const)
  test(`a server that ${name} when asked ends it`, async (t) => {
    const { clock, log, open, state } = await rig("opening");
    open.resolve(LinkState.opening);
    await clock.run(6000);
    if (answer === undefined) state.reject(new Error("timeout"));
    else state.resolve(answer);
    await runPromiseJobs();
    t.deepEqual(log, ["end", expected]);
    t.is(clock.pending, 0);
  });

test("a lost report of the open link does not matter where the device speaks", async (t) => {
  const { device, log, open } = await rig("opening");
  open.resolve(LinkState.opening);
  await runPromiseJobs();
  device(1, 7);
  t.deepEqual(log, ["open", "pdu 7"]);
});

test("one PDU at a time, each under the next number", async (t) => {
  const { link, log, octets, send } = await rig();
  send(1);
  send(2);
  t.deepEqual(octets(), ["1:1"]);
  link.outboundReport(1);
  t.deepEqual(octets(), ["1:1", "2:2"]);
  link.outboundReport(2);
  t.deepEqual(log, ["delivered 1", "delivered 2"]);
});

test("a PDU that was reported is not sent on: its lost acknowledgment holds up no other", async (t) => {
  const { enough, link, octets, send } = await rig();
  send(1);
  send(2);
  link.outboundReport(2);
  t.deepEqual(enough, []);
  link.outboundReport(1);
  t.deepEqual(enough, [1]);
  t.deepEqual(octets(), ["1:1", "2:2"]);
});

test("what is sent before it is open goes out then", async (t) => {
  const { active, octets, open, send } = await rig("opening");
  send(1);
  open.resolve(LinkState.opening);
  await runPromiseJobs();
  t.deepEqual(octets(), []);
  active();
  t.deepEqual(octets(), ["1:1"]);
});

test("a lost Outbound Report: the same PDU again, under the same number, once the server waits for one", async (t) => {
  const { clock, dones, link, log, octets, send, state } = await rig();
  send(1);
  dones[0]!(true);
  await clock.run(7999);
  t.is(state.asked, 0);
  await clock.run(1);
  t.is(state.asked, 1);
  t.is(octets().length, 1);
  state.resolve(LinkState.active);
  await runPromiseJobs();
  t.deepEqual(octets(), ["1:1", "1:1"]);
  link.outboundReport(1);
  t.deepEqual(log, ["delivered 1"]);
  t.is(clock.pending, 0);
});

test("a lost Outbound Report of a PDU that the device has answered: the server is asked after a second, and nothing is sent again", async (t) => {
  const { clock, device, dones, enough, log, octets, send, state } = await rig();
  send(1);
  send(2);
  dones[0]!(true);
  device(1, 7);
  t.deepEqual(enough, [1]);
  await clock.run(999);
  t.is(state.asked, 0);
  await clock.run(1);
  t.is(state.asked, 1);
  state.resolve(LinkState.active);
  await runPromiseJobs();
  await clock.run(1);
  t.deepEqual(octets(), ["1:1", "2:2"]);
  t.deepEqual(log, ["delivered 1", "pdu 7"]);
});

test("a server that reports soon is asked sooner for a report that does not come", async (t) => {
  const { clock, dones, link, send, state } = await rig();
  send(1);
  await clock.run(600);
  link.outboundReport(1);
  send(2);
  dones[1]!(true);
  await clock.run(2399);
  t.is(state.asked, 0);
  await clock.run(1);
  t.is(state.asked, 1);
});

// What becomes of a PDU whose Outbound Report does not come, by what was heard of it.
for (const [name, delivered, after, answer, again, log] of [
  ["it got there, and the server waits for one", true, 8000, LinkState.active, true, []],
  ["it got there, and is on its way to the device", true, 8000, LinkState.transfer, false, []],
  ["it got there, and the server is silent", true, 8000, undefined, true, []],
  ["it may have got there, and did not", false, 500, LinkState.active, true, []],
  ["it may have got there, and did", false, 500, LinkState.transfer, false, []],
  ["it may have got there, and the server is silent", false, 500, undefined, true, []],
  ["the server has no link", false, 500, LinkState.idle, false, ["end", "closed 2 peer"]],
] as const)
  test(`a PDU is not sent again while the first may still be on its way: ${name}`, async (t) => {
    const rigged = await rig();
    const { clock, dones, octets, send, state } = rigged;
    send(1);
    // The transport layer is at it for as long as a slow server takes.
    await clock.run(60_000);
    t.deepEqual(octets(), ["1:1"]);
    t.is(state.asked, 0);
    dones[0]!(delivered);
    await clock.run(after);
    t.is(state.asked, 1);
    t.is(state.timeout, 3000);
    t.deepEqual(octets(), ["1:1"]);
    if (answer === undefined) state.reject(new Error("timeout"));
    else state.resolve(answer);
    await runPromiseJobs();
    t.deepEqual(octets(), again ? ["1:1", "1:1"] : ["1:1"]);
    t.deepEqual(rigged.log, [...log]);
  });

test("a PDU that stays on its way to the device ends the link after a while", async (t) => {
  const { clock, dones, log, send, sent, state } = await rig();
  state.answer = LinkState.transfer;
  send(1);
  dones[0]!(true);
  await clock.run(100_000);
  t.is(sent.length, 1);
  t.deepEqual(log, ["closed 1 local"]);
});

test("the Outbound Report comes while the server is asked: nothing is sent again", async (t) => {
  const { clock, dones, link, octets, send, state } = await rig();
  send(1);
  dones[0]!(false);
  await clock.run(500);
  link.outboundReport(1);
  send(2);
  state.resolve(LinkState.active);
  await runPromiseJobs();
  t.deepEqual(octets(), ["1:1", "2:2"]);
});

test("a failure that is told late, of a PDU that is through, changes nothing", async (t) => {
  const { clock, dones, link, octets, send } = await rig();
  send(1);
  link.outboundReport(1);
  send(2);
  dones[0]!(false);
  await clock.run(5000);
  t.deepEqual(octets(), ["1:1", "2:2"]);
});

test("repeated and late Outbound Reports are not heeded", async (t) => {
  const { link, log, octets, send } = await rig();
  link.outboundReport(0);
  send(1);
  link.outboundReport(0);
  link.outboundReport(2);
  t.deepEqual(log, []);
  link.outboundReport(1);
  link.outboundReport(1);
  send(2);
  link.outboundReport(1);
  t.deepEqual(octets(), ["1:1", "2:2"]);
  t.deepEqual(log, ["delivered 1"]);
});

test("an inbound PDU before the Outbound Report of the request: it tells the delivery, and the next PDU waits", async (t) => {
  const { device, link, log, octets, send } = await rig();
  send(1);
  device(1, 7);
  send(2);
  t.deepEqual(log, ["delivered 1", "pdu 7"]);
  t.deepEqual(octets(), ["1:1"]);
  link.outboundReport(1);
  t.deepEqual(octets(), ["1:1", "2:2"]);
  t.deepEqual(log, ["delivered 1", "pdu 7"]);
});

test("two PDUs of the device back to back, and repeats of both", async (t) => {
  const { device, log } = await rig();
  device(1, 7);
  device(2, 8);
  device(2, 8);
  device(1, 7);
  device(4, 9);
  t.deepEqual(log, ["pdu 7", "pdu 8"]);
});

test("numbers go round", async (t) => {
  const { device, link, log, sent, send } = await rig();
  for (let i = 1; i <= 300; i++) {
    send(i & 0xff);
    link.outboundReport(i & 0xff);
    device(i & 0xff, i & 0xff);
  }
  t.is(sent.length, 300);
  t.is(log.length, 600);
});

test("a server that is silent: the link is given up", async (t) => {
  const { clock, closeReasons, log, send, sent, setDone, state } = await rig();
  setDone(false);
  state.answer = new Error("timeout");
  send(1);
  await clock.run(100_000);
  t.is(sent.length, 8);
  t.deepEqual(closeReasons, [CloseReason.fail]);
  t.deepEqual(log, ["closed 1 local"]);
});

test("closed by the server, it is over at once, for whatever reason", async (t) => {
  const { clock, idle, link, log, octets, send } = await rig();
  send(1);
  idle(RemoteStatus.linkClosedByDevice, CloseReason.timeout);
  link.outboundReport(1);
  send(2);
  link.close(CloseReason.fail);
  t.deepEqual(log, ["end", "closed 1 peer"]);
  t.deepEqual(octets(), ["1:1"]);
  await clock.run(60_000);
  t.is(clock.pending, 0);
});

test("closed here, it ends when the server's link is", async (t) => {
  const { clock, close, device, idle, link, log } = await rig();
  link.close(CloseReason.success);
  t.true(link.closing);
  t.deepEqual(log, ["closed 0 local"]);
  close.resolve(LinkState.closing);
  await runPromiseJobs();
  device(1, 7);
  t.deepEqual(log, ["closed 0 local"]);
  idle(RemoteStatus.linkClosedByClient);
  t.deepEqual(log, ["closed 0 local", "end"]);
  t.false(link.closing);
  await clock.run(60_000);
  t.is(log.length, 2);
});

test("closed here, and the report of it is lost: a question makes up for it", async (t) => {
  const { clock, close, link, log, state } = await rig();
  link.close(CloseReason.success);
  close.resolve(LinkState.closing);
  await clock.run(6000);
  t.is(state.asked, 1);
  state.resolve(LinkState.idle);
  await runPromiseJobs();
  t.deepEqual(log, ["closed 0 local", "end"]);
});

test("closed here, and the server is not heard of again: it ends all the same", async (t) => {
  const { close, link, log } = await rig();
  link.close(CloseReason.timeout);
  close.reject(new Error("timeout"));
  await runPromiseJobs();
  t.deepEqual(log, ["closed 1 local", "end"]);
});

test("the report of the closed link ends the request to close", async (t) => {
  const { close, idle, link, log } = await rig();
  link.close(CloseReason.success);
  idle(RemoteStatus.linkClosedByClient);
  await runPromiseJobs();
  close.reject(new Error("nobody asks any more"));
  await runPromiseJobs();
  t.deepEqual(log, ["closed 0 local", "end"]);
});

test("given up before it asked for anything, it tells the server nothing", async (t) => {
  const { closeReasons, link, log, open, prepare } = await rig("preparing");
  link.close(CloseReason.fail);
  prepare.resolve();
  await runPromiseJobs();
  t.deepEqual(closeReasons, []);
  t.is(open.asked, 0);
  t.deepEqual(log, ["end", "closed 2 local"]);
});

test("given up while it opens, it is closed", async (t) => {
  const { closeReasons, link, log } = await rig("opening");
  link.close(CloseReason.timeout);
  await runPromiseJobs();
  t.deepEqual(closeReasons, [CloseReason.fail]);
  t.deepEqual(log, ["closed 1 local"]);
});

test("the report of a link before, closed by its client, is not about this one", async (t) => {
  const { active, idle, log, open } = await rig("opening");
  open.resolve(LinkState.opening);
  await runPromiseJobs();
  idle(RemoteStatus.linkClosedByClient);
  active();
  idle(RemoteStatus.linkClosedByClient);
  t.deepEqual(log, ["open"]);
});
