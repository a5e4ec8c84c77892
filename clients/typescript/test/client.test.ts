/**
 * The client against a running service. `VIBESLOP_URL` says where it is; its GitHub and its language model have to be
 * the sandboxes. `scripts/client` starts one.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";

import { connect, events, once, ProblemError, unchanged, walk, type Vibeslop } from "../src/index.js";

const baseUrl = process.env["VIBESLOP_URL"] ?? "http://localhost:4001";

/** Signs in as a browser would, and hands the token over. */
async function signIn(login: string): Promise<string> {
  let cookie = "";
  let address = `${baseUrl}/api/auth/github?flow=code`;
  for (let step = 0; step < 5; step += 1) {
    const answer = await fetch(address, { redirect: "manual", headers: { cookie } });
    const set = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
    cookie = set.length > 0 ? set.join("; ") : cookie;
    const next = new URL(answer.headers.get("location") ?? assert.fail(`no way on from ${address}: ${answer.status}`), address);
    const code = next.searchParams.get("code");
    if (code !== null && !next.pathname.startsWith("/api/auth/github")) {
      const { token } = await nobody.call(nobody.POST("/api/auth/token", { body: { code } }));
      return token;
    }
    if (next.pathname.startsWith("/dev/github")) {
      next.searchParams.set("login", login);
    }
    address = next.toString();
  }
  return assert.fail("signing in leads nowhere");
}

const nobody = connect({ baseUrl });
let alice: Vibeslop;
let token: string;

before(async () => {
  token = await signIn("alice");
  alice = connect({ baseUrl, token: () => token });
});

test("a token tells who asks", async () => {
  const me = await alice.call(alice.GET("/api/me"));
  assert.equal(me.username, "alice");
});

test("a refusal is an error with a code, a sentence and the fields", async () => {
  const refused = alice.call(alice.POST("/api/posts", { body: { post: { content: "" } } }));
  await assert.rejects(refused, (error: unknown) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.status, 422);
    assert.equal(error.code, "validation_failed");
    assert.ok((error.fields["content"]?.length ?? 0) > 0, JSON.stringify(error.fields));
    assert.ok(error.message.length > 0 && error.requestId !== null);
    return true;
  });
  await assert.rejects(nobody.call(nobody.GET("/api/me")), { name: "ProblemError", status: 401 });
});

test("a write with a key is done once", async () => {
  const attempt = once(randomUUID());
  const body = { post: { content: "Said once, sent twice" } };
  const first = await alice.call(alice.POST("/api/posts", { body, ...attempt }));
  const { data: second, response } = await alice.POST("/api/posts", { body, ...attempt });
  assert.equal(second?.data.id, first.data.id);
  assert.equal(response.headers.get("idempotent-replayed"), "true");
});

test("a change is for what was read", async () => {
  const made = await alice.call(alice.POST("/api/posts", { body: { post: { content: "First words" } } }));
  const path = { params: { path: { id: made.data.id } } };
  const { response: read } = await alice.GET("/api/posts/{id}", path);
  const edit = (content: string) =>
    alice.call(alice.PUT("/api/posts/{id}", { ...path, body: { post: { content } }, ...unchanged(read) }));
  const changed = await edit("Second thoughts");
  assert.equal(changed.data.content, "Second thoughts");
  await assert.rejects(edit("Too late"), { name: "ProblemError", status: 412 });
  await alice.call(alice.DELETE("/api/posts/{id}", path));
  await assert.rejects(alice.call(alice.GET("/api/posts/{id}", path)), { name: "ProblemError", status: 404 });
});

test("a feed is walked to its end, every item once", async () => {
  const written = new Set<string>();
  for (let number = 0; number < 5; number += 1) {
    const post = await alice.call(alice.POST("/api/posts", { body: { post: { content: `Step ${number}` } } }));
    written.add(post.data.id);
  }
  const seen: string[] = [];
  const page = (cursor: string | undefined) =>
    alice.call(alice.GET("/api/posts", { params: { query: { feed: "following", limit: 2, ...(cursor ? { cursor } : {}) } } }));
  for await (const item of walk(page)) {
    seen.push(item.id);
  }
  assert.equal(new Set(seen).size, seen.length);
  for (const id of written) {
    assert.ok(seen.includes(id));
  }
});

test("a repository becomes a project", async () => {
  const repositories = await alice.call(alice.GET("/api/github/repos", { params: { query: { per_page: 5 } } }));
  const [owner, name] = (repositories.data[0]?.full_name ?? "").split("/");
  assert.ok(owner && name);
  const { data: text } = await alice.call(alice.POST("/api/ai/generate-project", { body: { repo: { owner, name } } }));
  const project = await alice.call(
    alice.POST("/api/projects", {
      body: { project: { title: text.title, description: text.long_description, stack: text.stack, highlights: text.highlights } },
    }),
  );
  const read = await nobody.call(nobody.GET("/api/projects/{id}", { params: { path: { id: project.data.id } } }));
  assert.equal(read.data.title, text.title);
});

test("events are told apart, however they are cut", async () => {
  const bytes = new TextEncoder().encode(': hello\n\nid: 7\nevent: counts\ndata: {"ä":1}\ndata: 2\n\ndata:x\r\n\r\ndata: unfinished');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const told = [];
  for await (const event of events(new Response(body))) told.push(event);
  assert.deepEqual(told, [
    { event: "counts", data: '{"ä":1}\n2', id: "7" },
    { event: "message", data: "x", id: "7" },
  ]);
});
