/** Server-sent events: a stream of text that ends when the client goes or the server does. */

import type { ServerResponse } from 'node:http'

export const eventStreamType = 'text/event-stream'

/** Whether a client would rather have events than anything else. */
export function wantsEvents(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes(eventStreamType) ?? false
}

/** One event, as the WHATWG writes it. @param data - JSON text, which has no line breaks. */
export function eventText(id: number, event: string, data: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`
}

/**
 * What is written and not read, by all streams of this process together: memory is shared by them all. Beyond it a client
 * that is waited for is cut off instead, and comes back with the id that it has.
 */
const maxUnreadBytes = 64 * 1024 * 1024
let unreadBytes = 0

/**
 * Sends texts as they come; a client that reads too slowly is waited for, and nothing is made for it meanwhile.
 *
 * @param begin - called when there is a first text: until then there may still be a refusal instead.
 */
export async function sendEvents(
  response: ServerResponse,
  texts: AsyncIterable<string>,
  { begin, ended }: { begin: () => void; ended: AbortSignal },
): Promise<void> {
  let begun = false
  for await (const text of texts) {
    if (!begun) begin()
    begun = true
    if (ended.aborted) break
    if (!response.write(text)) await drained(response, ended)
    if (response.destroyed) break
  }
  if (begun) response.end()
}

function drained(response: ServerResponse, ended: AbortSignal): Promise<void> {
  const unread = response.writableLength
  if (unreadBytes + unread > maxUnreadBytes) {
    response.destroy()
    return Promise.resolve()
  }
  unreadBytes += unread
  return new Promise((resolve) => {
    const done = () => {
      unreadBytes -= unread
      response.off('drain', done)
      ended.removeEventListener('abort', done)
      resolve()
    }
    response.once('drain', done)
    ended.addEventListener('abort', done, { once: true })
  })
}
