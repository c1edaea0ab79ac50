/** An operation as a command that one can paste. */

import type { Method, Operation, ParameterObject } from './open-api.ts'

/** Where a server listens that nobody told otherwise; the page puts its own address there where it can. */
const exampleOrigin = 'http://127.0.0.1:8081'

export function curlOf(method: Method, path: string, { parameters, requestBody }: Operation): string {
  const named = parameters.filter((parameter) => 'name' in parameter)
  const url = `${exampleOrigin}${path.replaceAll(/\{(\w+)\}/g, (_whole, name) => segmentOf(name, named))}`
  const [contentType, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(url)}`]
  if (contentType) lines.push(`-H ${quoted(`Content-Type: ${contentType}`)}`)
  if (media) lines.push(`-d ${quoted(JSON.stringify(media.example ?? {}))}`)
  return lines.join(' \\\n  ')
}

function segmentOf(name: string, parameters: readonly ParameterObject[]): string {
  const example = parameters.find((parameter) => parameter.name === name)?.example
  return example === undefined ? name.toUpperCase() : encodeURIComponent(String(example))
}

/** For a shell: within single quotes everything is itself but the quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
