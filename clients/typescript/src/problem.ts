import type { Problem } from "./schema.js";

/** The service refused, or failed. `message` can be shown to a person, `code` is for programs. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  /** The HTTP status. */
  readonly status: number;
  /** The kind of problem. It never changes its meaning. */
  readonly code: string;
  /** What is wrong with each field, where the fields are what is wrong. */
  readonly fields: Readonly<Record<string, string[]>>;
  /** The request's identifier, to be named in a report. */
  readonly requestId: string | null;
  /** In how many seconds it may be tried again, if the service said so. */
  readonly retryAfter: number | null;
  /** The whole answer, if it was a problem of the service's. */
  readonly problem: Problem | null;

  constructor(response: Response, problem: Problem | null) {
    super(problem?.message ?? `The service answered with status ${response.status}`);
    this.status = response.status;
    this.code = problem?.error ?? "unknown";
    this.fields = problem?.errors ?? {};
    this.requestId = problem?.request_id ?? response.headers.get("x-request-id");
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : null;
    this.problem = problem;
  }
}

/** The error for an answer that is no success. What a proxy on the way answers has no shape that could be relied on. */
export function fail(response: Response, body: unknown): ProblemError {
  return new ProblemError(response, isProblem(body) ? body : null);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "error" in body && "message" in body && "status" in body;
}
