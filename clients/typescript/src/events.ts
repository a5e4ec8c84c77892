import { fail } from "./problem.js";

/** An event of a stream. */
export interface ServerSentEvent {
  /** Its kind; `message` where the service names none. */
  event: string;
  /** Its data, as text. JSON as a rule. */
  data: string;
  /** Its identifier, to resume behind it. */
  id: string | null;
}

/**
 * The events of an answer that is a stream (`text/event-stream`). An answer that is none is thrown as a problem; a
 * stream that breaks off is thrown as `fetch` tells it. Leave the loop, and the stream is closed.
 */
export async function* events(response: Response): AsyncGenerator<ServerSentEvent, void> {
  if (!response.ok || response.body === null) {
    throw fail(response, await response.json().catch(() => null));
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let fields: { event?: string; data: string[]; id?: string } = { data: [] };
  let id: string | null = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          id = fields.id ?? id;
          if (fields.data.length > 0) {
            yield { event: fields.event ?? "message", data: fields.data.join("\n"), id };
          }
          fields = { data: [] };
          continue;
        }
        const [, name, text = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
        if (name === "data") fields.data.push(text);
        else if (name === "event") fields.event = text;
        else if (name === "id") fields.id = text;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
