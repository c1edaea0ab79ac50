/** /openapi.json and /docs: what this server answers, for programs and for people. */

import { OwnAnswer, own } from '../answers.ts'
import { type Resource, route } from '../route.ts'
import { anyObject } from '../shape.ts'

/**
 * Open to everybody, as the source is that they are made from.
 *
 * @param resources - all that the server serves, these among them.
 * @param version - of the server.
 */
export function documentResources(resources: () => readonly Resource[], version: string): Resource[] {
  const openApi = remember(async () => {
    const { openApiDocument } = await import('../document/index.ts')
    return openApiDocument(resources(), version)
  })
  const openApiText = remember(async () => JSON.stringify(await openApi()))
  const common = { title: 'Documents', doc: 'What this server answers.' }
  return [
    {
      ...common,
      path: '/openapi.json',
      routes: [
        route({
          method: 'get',
          path: '/',
          name: 'getOpenApi',
          doc: 'This API as an OpenAPI 3.1 document.',
          answers: own({ 200: { contentType: 'application/json', shape: anyObject, doc: 'The document.' } }),
          door: () => 'open',
          answer: async () => new OwnAnswer(200, 'application/json', await openApiText()),
        }),
      ],
    },
  ]
}

/** Made when first asked for, and the same ever after. */
function remember<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}
