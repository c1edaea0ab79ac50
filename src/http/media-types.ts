/** Content negotiation: the three media types of the registry, and which one an answer gets. */

/** By preference of the server. */
export const answerTypes = [
  'application/vnd.schemaregistry.v1+json',
  'application/vnd.schemaregistry+json',
  'application/json',
] as const

export type AnswerType = (typeof answerTypes)[number]

/** What an answer is where the client did not ask, or asked for what there is not. */
export const defaultAnswerType: AnswerType = answerTypes[0]

export const bodyTypes: ReadonlySet<string> = new Set([...answerTypes, 'application/octet-stream'])

/** Clients send a handful of different headers, each of them thousands of times; the bound is against those who do not. */
const maxKnownHeaders = 256
const knownHeaders = new Map<string, AnswerType | undefined>()

/**
 * Chooses the type of the answer: what the client values most, and among equals what the server prefers.
 *
 * @param accept - the header Accept.
 * @returns `undefined` where it names nothing that there is: 406.
 * @see RFC 9110 §12.5.1
 */
export function negotiate(accept: string | undefined): AnswerType | undefined {
  if (!accept) return defaultAnswerType
  if (knownHeaders.has(accept)) return knownHeaders.get(accept)
  if (knownHeaders.size >= maxKnownHeaders) knownHeaders.clear()
  const best = bestType(accept)
  knownHeaders.set(accept, best)
  return best
}

/** Whether a body announced like this is read as JSON. Parameters such as charset are ignored: everything is UTF-8. */
export function isBodyType(contentType: string | undefined): boolean {
  return !contentType || bodyTypes.has(withoutParameters(contentType))
}

function bestType(accept: string): AnswerType | undefined {
  const qualities = new Map(accept.split(',').map((range) => [withoutParameters(range), qualityOf(range)]))
  let best: AnswerType | undefined
  let bestQuality = 0
  for (const type of answerTypes) {
    const quality = qualities.get(type) ?? qualities.get('application/*') ?? qualities.get('*/*') ?? 0
    if (quality > bestQuality) {
      best = type
      bestQuality = quality
    }
  }
  return best
}

function withoutParameters(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

function qualityOf(range: string): number {
  const quality = /;\s*q\s*=\s*([\d.]+)/i.exec(range)
  return quality ? Number(quality[1]) : 1
}
