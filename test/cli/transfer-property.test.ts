/** Any registry that random operations lead to, exported and imported into an empty one: both answer everything alike. */

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { allowAll } from '../../src/authorize.ts'
import { writeLines } from '../../src/cli/new-file.ts'
import { RegistryDoor } from '../../src/cli/registry-door.ts'
import type { Entry } from '../../src/cli/transfer/entry.ts'
import { exportLines, recordLines } from '../../src/cli/transfer/export-lines.ts'
import { exportEntries } from '../../src/cli/transfer/export-run.ts'
import type { Source } from '../../src/cli/transfer/inventory.ts'
import { withFile, withRegistry } from '../../src/cli/transfer/open-source.ts'
import { takeOver } from '../../src/cli/transfer/take-over.ts'
import { checkHealth, createApp } from '../../src/http/index.ts'
import { Registry, RegistryError } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { openStore } from '../../src/store/index.ts'
import { createMetrics, silentLogger } from '../../src/telemetry/index.ts'
import { type Step, stories } from '../registry/model-steps.ts'
import { temporaryFolder } from '../support/command.ts'
import { ask } from './command-server.ts'

/** More of them are asked for by hand, after a change of what they are about. */
const runs = Number(process.env['TRANSFER_RUNS'] ?? 12)

/** What the stories of the model leave out. */
const others: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      resource: fc.constantFrom('orders', 'payments'),
      type: fc.constantFrom('key', 'value'),
      lifecycle: fc.constantFrom('STRONG', 'WEAK', 'WEAK'),
      subject: fc.constantFrom('a', 'b', ':.c:a'),
    })
    .map(({ resource, type, lifecycle, subject }) =>
      step(`${lifecycle} association of the ${type} of ${resource} with ${subject}`, (registry) =>
        registry.changeAssociations({
          resourceName: resource,
          resourceNamespace: 'c',
          resourceId: `${resource}-id`,
          associations: [
            {
              associationType: type,
              lifecycle,
              ...(lifecycle === 'WEAK'
                ? { subject, frozen: type === 'key' }
                : { schema: { schema: '"string"', references: [], schemaType: 'AVRO' } }),
            },
          ],
        }),
      ),
    ),
  fc
    .record({
      scope: fc.constantFrom(undefined, 'a', 'none', ':.c:', ':.empty:', ':.c:none'),
      patch: fc.constantFrom(
        { alias: 'a' },
        { alias: null },
        { normalize: true },
        { defaultMetadata: { properties: { owner: 'x' } } },
        {
          overrideRuleSet: {
            domainRules: [{ name: 'r', type: 'CEL', kind: 'CONDITION', mode: 'WRITE', expr: 'true', disabled: false }],
          },
        },
      ),
    })
    .map(({ scope, patch }) =>
      step(`config ${JSON.stringify(patch)} of ${scope}`, (registry) => registry.setConfig(scope, patch as object)),
    ),
  fc
    .record({ scope: fc.constantFrom('none', ':.empty:', ':.c:none'), mode: fc.constantFrom('READONLY', 'IMPORT') })
    .map(({ scope, mode }) => step(`mode ${mode} of ${scope}`, (registry) => registry.setMode(scope, mode))),
)

function step(name: string, answer: Step['answer']): Step {
  return { name, writes: true, single: false, ask: () => undefined, answer, [fc.toStringMethod]: () => name }
}

const histories = fc
  .tuple(stories, fc.array(fc.tuple(others, fc.nat(60)), { maxLength: 8, size: 'max' }))
  .map(([story, more]) => {
    const all = story.filter(({ writes }) => writes)
    for (const [one, at] of more) all.splice(at % (all.length + 1), 0, one)
    return all
  })

interface Served extends AsyncDisposable {
  url: string
  registry: Registry
}

async function serve(): Promise<Served> {
  const store = await openStore({ url: 'sqlite::memory:', logger: silentLogger })
  const registry = new Registry({ store: store.schemas, formats: schemaFormats, now: () => 0, logger: silentLogger })
  const app = createApp({
    registry,
    logger: silentLogger,
    metrics: createMetrics(),
    authorize: allowAll,
    health: () => checkHealth({ database: () => store.ping() }),
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registry,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await registry.close()
      await store.close()
    },
  }
}

async function tell(registry: Registry, history: readonly Step[]): Promise<void> {
  for (const { answer } of history)
    try {
      await answer(registry)
    } catch (error) {
      // What is refused changes nothing.
      if (!(error instanceof RegistryError)) throw error
    }
}

/** All that the API shows, but times and the guids of associations, which are made anew. */
async function everything(url: string): Promise<Record<string, unknown>> {
  const contexts = (await ask(url, 'GET', '/contexts')) as string[]
  const listed = (await ask(url, 'GET', '/schemas?subjectPrefix=:*:&deleted=true&aliases=true')) as {
    subject: string
    version: number
    id: number
    guid: string
    ts?: number
  }[]
  const scopes = (await ask(url, 'GET', '/schemalog/v1/scopes')) as { subject: string }[]
  const names = [...new Set([...listed, ...scopes].map(({ subject }) => encodeURIComponent(subject)))]
  const of = (context: string) => (context === '.' ? '' : `:${context}:`)
  const paths = [
    '/schemalog/v1/contexts',
    '/subjects?deleted=true',
    '/subjects',
    ...['', ...names.map((name) => `/${name}`)].flatMap((name) =>
      ['', '?defaultToGlobal=true'].flatMap((how) => [`/config${name}${how}`, `/mode${name}${how}`]),
    ),
    ...names.flatMap((name) => [
      `/subjects/${name}/versions`,
      `/subjects/${name}/versions?deletedAsNegative=true&deleted=true`,
    ]),
    ...listed.flatMap(({ subject, version, id, guid }) => [
      `/subjects/${encodeURIComponent(subject)}/versions/${version}?deleted=true`,
      `/subjects/${encodeURIComponent(subject)}/versions/${version}/referencedby`,
      `/subjects/${encodeURIComponent(subject)}/versions/${version}/referencedby?deleted=true`,
      ...contexts.flatMap((context) =>
        ['', '/subjects', '/versions', '/versions?deleted=true'].map(
          (what) => `/schemas/ids/${id}${what}${what.includes('?') ? '&' : '?'}fetchMaxId=true&subject=${of(context)}`,
        ),
      ),
      `/schemas/guids/${guid}/ids`,
    ]),
  ]
  const answers = await Promise.all(
    [...new Set(paths)].map(async (path) => [path, withoutTimes(await (await fetch(url + path)).json())]),
  )
  const associations = (await ask(url, 'GET', '/associations/resources/-/-')) as object[]
  return {
    contexts,
    scopes,
    listed: listed.map(withoutTimes),
    associations: associations.map((one) => ({ ...one, guid: 0, createTs: 0, updateTs: 0 })),
    ...Object.fromEntries(answers),
  }
}

function withoutTimes(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'ts' in value ? { ...value, ts: 0 } : value
}

const quiet = { phase: () => undefined, add: () => undefined }

async function take(source: Source, target: Served): Promise<void> {
  const signal = new AbortController().signal
  const report = await withRegistry(new RegistryDoor({ registry: target.url }), (side) =>
    takeOver({ source, target: side, modes: true, dryRun: false, progress: quiet, signal }),
  )
  assert.deepEqual([report.refused, report.conflict, report.comparison.differences], [[], false, []])
}

const asFile = (form: (entries: AsyncIterable<Entry>, registry: string, exact: boolean) => AsyncIterable<string>) => {
  return async (from: Served, to: Served, file: string) => {
    await withRegistry(new RegistryDoor({ registry: from.url }), async (source) => {
      const inventory = await source.inventory(quiet.add)
      await writeLines(file, form(exportEntries(inventory, source, quiet), from.url, inventory.exact))
    })
    await withFile(file, (source) => take(source, to))
  }
}

const ways: Record<string, (from: Served, to: Served, file: string) => Promise<void>> = {
  file: asFile(exportLines),
  records: asFile(recordLines),
  running: (from, to) => withRegistry(new RegistryDoor({ registry: from.url }), (source) => take(source, to)),
}

test('whatever happened in a registry, an import brings what it answers: from a file, from records, and while it runs', async (t) => {
  const folder = await temporaryFolder(t)
  let run = 0
  await fc.assert(
    fc.asyncProperty(histories, fc.constantFrom(...Object.keys(ways)), async (history, way) => {
      await using from = await serve()
      await using to = await serve()
      await tell(from.registry, history)
      await ways[way]?.(from, to, join(folder, `${run++}.jsonl`))
      const [source, target] = [await everything(from.url), await everything(to.url)]
      // A topic has no place for the id that comes next.
      if (way === 'records') for (const side of [source, target]) delete side['/schemalog/v1/contexts']
      assert.deepEqual(target, source)
    }),
    { numRuns: runs },
  )
})
