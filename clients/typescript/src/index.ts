/**
 * A typed client of the Vibeslop API.
 *
 * Paths, parameters, bodies and answers are typed by the service's OpenAPI document (`schema.d.ts`, generated). What is
 * written by hand here is what no document can say: how to sign requests, what a failure is, how to walk pages, how to
 * write safely when the network does not answer.
 *
 * ```ts
 * const api = connect({ baseUrl: "https://api.example", token: () => localStorage.getItem("token") });
 * const post = await api.call(api.POST("/api/posts", { body: { post: { content: "Hello" } }, ...once() }));
 * ```
 */
import createClient, { type Client, type Middleware } from "openapi-fetch";

import { fail, ProblemError } from "./problem.js";
import type { paths } from "./schema.js";

export { ProblemError } from "./problem.js";
export { once, unchanged } from "./writing.js";
export { walk } from "./pages.js";
export { events, type ServerSentEvent } from "./events.js";
export type * from "./schema.js";

/** Where the service is, and who asks. */
export interface Options {
  /** The service's address, without `/api`. */
  baseUrl: string;
  /** The token, or how to come by it. It is asked for each time, so that signing in or out takes effect at once. */
  token?: string | (() => string | null | undefined | Promise<string | null | undefined>);
  /** Another `fetch`, for tests or for an agent of one's own. */
  fetch?: (request: Request) => Promise<Response>;
}

/** What a call comes to: `data` if the service did it, `error` if not. */
interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** A client, with `GET`, `POST`, `PUT` and `DELETE` for every path of the API. */
export interface Vibeslop extends Client<paths> {
  /** Waits for a call and answers what it brought. A failure is thrown, as a {@link ProblemError}. */
  call<T>(outcome: Promise<Outcome<T>>): Promise<T>;
}

/** Makes a client. Nothing is sent yet. */
export function connect(options: Options): Vibeslop {
  const client = createClient<paths>({
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    ...(options.fetch ? { fetch: options.fetch } : {}),
    // Lists are sent as the service reads them: `tools[]=rust&tools[]=go`.
    querySerializer: { array: { style: "form", explode: true } },
  });
  client.use(signing(options.token));
  return Object.assign(client, { call });
}

async function call<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await outcome;
  if (error !== undefined || !response.ok) {
    throw fail(response, error);
  }
  return data as T;
}

function signing(token: Options["token"]): Middleware {
  return {
    async onRequest({ request }) {
      const value = typeof token === "function" ? await token() : token;
      if (value) {
        request.headers.set("Authorization", `Bearer ${value}`);
      }
      return request;
    },
  };
}
