/** A page of a list that is walked by cursors. */
export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

/**
 * Walks a list to its end, page by page, item by item. Stop asking, and no further page is fetched.
 *
 * ```ts
 * for await (const item of walk((cursor) => api.call(api.GET("/api/posts", { params: { query: { cursor } } })))) …
 * ```
 */
export async function* walk<T>(page: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T, void> {
  let cursor: string | undefined;
  do {
    const { data, next_cursor } = await page(cursor);
    yield* data;
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined);
}
