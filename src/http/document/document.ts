/** The OpenAPI document of a list of resources: everything that is in it was declared where the routes are. */

import type { Resource } from '../route.ts'
import { introduction } from './introduction.ts'
import { JsonSchemas } from './json-schemas.ts'
import type { OpenApiDocument, PathItem } from './open-api.ts'
import { operationOf } from './operation.ts'
import { sharedParameters } from './parameters.ts'
import { pathVariants } from './path-variants.ts'
import { Refusals } from './refusals.ts'

/** @param version - of the server. */
export function openApiDocument(resources: readonly Resource[], version: string): OpenApiDocument {
  const schemas = new JsonSchemas()
  const refusals = new Refusals(schemas)
  const paths: Record<string, PathItem> = {}
  for (const resource of resources)
    for (const declared of resource.routes)
      for (const variant of pathVariants(resource.path, declared.path))
        paths[variant.path] = {
          ...paths[variant.path],
          [declared.method]: operationOf(declared, resource, variant, { schemas, refusals }),
        }
  return {
    openapi: '3.1.0',
    info: { ...introduction, version },
    servers,
    tags: tagsOf(resources),
    paths: Object.fromEntries(Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1))),
    components: {
      schemas: schemas.components,
      responses: refusals.responses,
      examples: refusals.examples,
      headers,
      parameters: sharedParameters,
    },
  }
}

const servers = [
  { url: '/', description: 'The whole registry; names without a context are in the default one.' },
  {
    url: '/contexts/{context}',
    description: 'One context: it is put in front of the subjects and prefixes in the rest of the request.',
    variables: { context: { default: '.', description: 'As `.ctx`, `ctx` or `:.ctx:`; `.` is the default one.' } },
  },
]

const headers = {
  'X-Request-ID': header("The client's own where it sent exactly one, else a new UUID. The process log has it too."),
  ETag: header('Tag of the answer, for If-None-Match.'),
  'Retry-After': header('Seconds after which the request may be sent again; with every 503.'),
  'Cache-Control': header('How long the answer may be used again.'),
}

function header(description: string): object {
  return { description, schema: { type: 'string' } }
}

/** Resources may share a title; the first one's sentence is taken. */
function tagsOf(resources: readonly Resource[]): { name: string; description: string }[] {
  const docs = new Map(resources.toReversed().map(({ title, doc }) => [title, doc]))
  const titles = new Set(resources.map(({ title }) => title))
  return [...titles].map((name) => ({ name, description: docs.get(name) ?? '' }))
}
