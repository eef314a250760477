import test from "ava";
import { NodeHttpServer } from "../../../hosts/node/http-server.js";
import type { HttpRequest } from "../../../modules/host/http.js";

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

test("a body that is too long arrives as one octet too many", async (t) => {
  const { server, url } = await listening();
  server.serve(({ body }, respond) =>
    respond({ status: 200, body: new Uint8Array(Buffer.from(String(body.length))) }),
  );
  for (const [sent, seen] of [
    [4096, 4096],
    [4097, 4097],
    [300_000, 4097],
  ] as const) {
    const answer = await fetch(url, { method: "POST", body: new Uint8Array(sent) });
    t.is(await answer.text(), String(seen));
  }
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
