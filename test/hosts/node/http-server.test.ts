import test from "ava";
import { NodeHttpServer } from "../../../hosts/node/http-server.js";
import type { HttpRequest, HttpRespond } from "../../../modules/host/http.js";

async function listening() {
  const server = await NodeHttpServer.listen({ host: "127.0.0.1", port: 0 });
  return { server, url: `http://127.0.0.1:${server.port}` };
}

test("requests come with what they have, answers go as they are", async (t) => {
  const { server, url } = await listening();
  const requests: HttpRequest[] = [];
  server.serve((request, respond) => {
    requests.push(request);
    const body = new Uint8Array(request.body).reverse();
    respond({ status: 202, body, cookie: "session=7", contentType: "text/plain" });
  });
  const body = Uint8Array.of(1, 2, 250);
  const headers = { Cookie: "session=6", "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await fetch(`${url}/prov-session?a=1`, { method: "POST", body, headers });
  t.is(answer.status, 202);
  t.is(answer.headers.get("set-cookie"), "session=7");
  t.is(answer.headers.get("content-type"), "text/plain");
  t.deepEqual(new Uint8Array(await answer.arrayBuffer()), Uint8Array.of(250, 2, 1));
  t.like(requests[0], { method: "POST", path: "/prov-session", cookie: "session=6", body });
  await fetch(url);
  t.like(requests[1], { method: "GET", path: "/", cookie: undefined });
  t.is(requests[1]!.body.length, 0);
  await server.close();
});

/** What a request has, in octets, and the status that it is answered with. */
const bounds: readonly (readonly [string, RequestInit, string, number])[] = [
  [
    "all at its longest",
    { body: new Uint8Array(4096), headers: { Cookie: "c".repeat(256) } },
    "p".repeat(127),
    200,
  ],
  ["a longer body", { body: new Uint8Array(4097) }, "p", 413],
  ["a much longer body", { body: new Uint8Array(300_000) }, "p", 413],
  ["a longer path", { body: new Uint8Array(1) }, "p".repeat(128), 414],
  ["a longer cookie", { body: new Uint8Array(1), headers: { Cookie: "c".repeat(257) } }, "p", 431],
  ["a path as long as all headers", { body: new Uint8Array(3000) }, "p".repeat(15_000), 431],
];

test("what is too large is answered by the server itself", async (t) => {
  const { server, url } = await listening();
  let received = 0;
  server.serve((_, respond) => {
    received++;
    respond({ status: 200, body: new Uint8Array(0) });
  });
  for (const [what, request, path, status] of bounds)
    t.is((await fetch(`${url}/${path}`, { method: "POST", ...request })).status, status, what);
  t.is(received, 1);
  await server.close();
});

test("a body without end is cut off", async (t) => {
  const { server, url } = await listening();
  server.serve(() => t.fail());
  const body = new Uint8Array(2 << 20);
  await t.throwsAsync(fetch(url, { method: "POST", body }));
  await server.close();
});

test("eight requests are under way at a time, and of more the server says so", async (t) => {
  const { server, url } = await listening();
  const responds: HttpRespond[] = [];
  const eight = new Promise<void>((resolve) =>
    server.serve((_, respond) => {
      if (responds.push(respond) === 8) resolve();
    }),
  );
  const waiting = Array.from({ length: 8 }, () => fetch(url));
  await eight;
  t.is((await fetch(url)).status, 503);
  for (const respond of responds) respond({ status: 200, body: new Uint8Array(0) });
  for (const { status } of await Promise.all(waiting)) t.is(status, 200);
  await server.close();
});

test("Host and Origin come with a request", async (t) => {
  const { server, url } = await listening();
  const requests: HttpRequest[] = [];
  server.serve((request, respond) => {
    requests.push(request);
    respond({ status: 200, body: new Uint8Array(0) });
  });
  await fetch(url, { method: "POST", headers: { Origin: "http://evil.example" } });
  t.like(requests[0], { host: `127.0.0.1:${server.port}`, origin: "http://evil.example" });
  await server.close();
});

test("without a receiver, and when it goes, the answer is 503", async (t) => {
  const { server, url } = await listening();
  t.is((await fetch(url)).status, 503);
  const received = new Promise<void>((resolve) => server.serve(() => resolve()));
  const waiting = fetch(url);
  await received;
  server.serve(undefined);
  t.is((await waiting).status, 503);
  await server.close();
});

test("a port that is taken is told", async (t) => {
  const { server } = await listening();
  await t.throwsAsync(NodeHttpServer.listen({ host: "127.0.0.1", port: server.port }), {
    code: "EADDRINUSE",
  });
  await server.close();
});
