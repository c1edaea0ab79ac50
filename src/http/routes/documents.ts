/** /openapi.json and /docs: what this server answers, for programs and for people. */

import { OwnAnswer, own } from '../answers.ts'
import { type Resource, route } from '../route.ts'
import { anyObject, string } from '../shape.ts'

/**
 * Open to everybody, as the source is that they are made from.
 *
 * @param resources - all that the server serves, these among them.
 * @param version - of the server.
 */
export function documentResources(resources: () => readonly Resource[], version: string): Resource[] {
  const documents = remember(async () => {
    const { docsPage, openApiDocument } = await import('../document/index.ts')
    const document = openApiDocument(resources(), version)
    return { openApi: JSON.stringify(document), page: docsPage(document) }
  })
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
          answer: async () => new OwnAnswer(200, 'application/json', (await documents()).openApi),
        }),
      ],
    },
    {
      ...common,
      path: '/docs',
      routes: [
        route({
          method: 'get',
          path: '/',
          name: 'getDocs',
          doc: 'This API for people, on a page that loads nothing from elsewhere.',
          answers: own({ 200: { contentType: 'text/html', shape: string, doc: 'The page.' } }),
          door: () => 'open',
          answer: async () => {
            const { text, headers } = (await documents()).page
            return new OwnAnswer(200, 'text/html; charset=utf-8', text, headers)
          },
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
