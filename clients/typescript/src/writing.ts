/**
 * Headers for a write that may be sent again: with the same key the service does it once, and gives the first answer
 * again. Keep what this returns for as long as you try.
 *
 * ```ts
 * const attempt = once();
 * await api.POST("/api/posts", { body, ...attempt }); // no answer?
 * await api.POST("/api/posts", { body, ...attempt }); // the same post, not a second one
 * ```
 */
export function once(key: string = crypto.randomUUID()): { headers: { "Idempotency-Key": string } } {
  return { headers: { "Idempotency-Key": key } };
}

/** Headers for a change that is meant for what was read: 412 if somebody has changed it since. */
export function unchanged(read: Response): { headers: { "If-Match": string } } {
  const tag = read.headers.get("etag");
  if (tag === null) {
    throw new TypeError("What was read has no ETag");
  }
  return { headers: { "If-Match": tag } };
}
