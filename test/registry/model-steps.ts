/** Random operations, each asked of the model and of a registry; what a failure prints is the story in words. */

import fc from 'fast-check'
import {
  type CompatibilityLevel,
  compatibilityLevels,
  type Mode,
  type RegisterRequest,
  type Registry,
  type SchemaVersion,
} from '../../src/registry/index.ts'
import { type Kind, kinds, type Model, type ModelConfig, type Reference, type Sent } from './model.ts'

export interface Step {
  readonly name: string
  /** Whether it changes something, or decides whether to. */
  readonly writes: boolean
  /** Whether it is a single question to the store, so that its answer is of one moment. */
  readonly single: boolean
  readonly ask: (model: Model) => unknown
  readonly answer: (registry: Registry) => Promise<unknown>
  [fc.toStringMethod](): string
}

// Few names and few numbers, so that operations meet; what is listed more often is chosen more often.
const subject = fc.constantFrom('a', 'a', 'a', 'b', ':.:a', ':.c:a', ':.c:a', ':.c:b')
const scope = fc.constantFrom('', ':.c:', ':.__GLOBAL:', 'a', 'a', 'b', ':.c:a')
const version = fc.constantFrom(-1, -1, 1, 1, 2, 2, 3, 4)
const id = fc.constantFrom(1, 1, 2, 2, 3, 4, 5, 6)
const flag = fc.boolean()

/** A value once in so many times. */
function onceIn<Value>(times: number, arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}
const team = fc.constantFrom('red', 'blue')
const level = fc.constantFrom<CompatibilityLevel>('NONE', ...compatibilityLevels)

const reference: fc.Arbitrary<Reference> = fc.record({
  subject: fc.constantFrom('a', 'b', ':.c:a'),
  version: fc.constantFrom(-1, 1, 2),
})

const sent: fc.Arbitrary<Sent> = fc
  .record({
    kind: fc.constantFrom<Kind>(...kinds, 'int', 'Item', 'Item', 'Pair'),
    reference,
    team: onceIn(3, team),
  })
  .map((request) => ({ ...request, reference: request.kind === 'Pair' ? request.reference : undefined }))

const registration: fc.Arbitrary<Sent> = fc
  .record({
    sent,
    version: onceIn(6, version),
    id: onceIn(6, id),
    force: onceIn(3, fc.constant(true)),
  })
  .map(({ sent: request, ...rest }) => ({ ...request, ...rest }))

const registrations: fc.Arbitrary<Step> = fc.tuple(subject, registration).map(([s, request]) =>
  write(
    `register ${words(request)} in ${s}`,
    (model) => model.register(s, request),
    async (registry) => {
      const { force = false } = request
      return shown(await registry.register(s, requestOf(request), { force }))
    },
  ),
)

const deletions: fc.Arbitrary<Step>[] = [
  fc.tuple(subject, version, flag).map(([s, v, permanent]) =>
    write(
      `delete ${s} version ${v}${permanent ? ' for good' : ''}`,
      (model) => model.deleteVersion(s, v, permanent),
      (registry) => registry.deleteVersion(s, v, { permanent }),
    ),
  ),
  fc.tuple(subject, flag).map(([s, permanent]) =>
    write(
      `delete ${s}${permanent ? ' for good' : ''}`,
      (model) => model.deleteSubject(s, permanent),
      (registry) => registry.deleteSubject(s, { permanent }),
    ),
  ),
  fc.constantFrom('.c', '.c', '.').map((context) =>
    write(
      `delete the context ${context}`,
      (model) => model.deleteContext(context),
      (registry) => registry.deleteContext(context),
    ),
  ),
]

const settings: fc.Arbitrary<Step>[] = [
  fc
    .tuple(
      scope,
      fc.record({ level: fc.option(level), group: fc.option(fc.constant('team' as const)) }, { requiredKeys: [] }),
    )
    .map(([s, patch]) =>
      write(
        `set config of ${s || 'all'} to ${JSON.stringify(patch)}`,
        (model) => model.setConfig(s, patch),
        async (registry) => {
          const named = { compatibilityLevel: patch.level, compatibilityGroup: patch.group }
          return configOf(await registry.setConfig(s, named))
        },
      ),
    ),
  scope.map((s) =>
    write(
      `delete config of ${s || 'all'}`,
      (model) => model.deleteConfig(s),
      async (registry) => configOf(await registry.deleteConfig(s)),
    ),
  ),
  fc
    .tuple(
      scope,
      fc.constantFrom<Mode | null>('READWRITE', 'READWRITE', 'READONLY', 'IMPORT', 'IMPORT', 'FORWARD', null, null),
      flag,
    )
    .map(([s, mode, force]) =>
      write(
        `set mode of ${s || 'all'} to ${mode}${force ? ' by force' : ''}`,
        (model) => model.setMode(s, mode, force),
        (registry) => registry.setMode(s, mode, { force }),
      ),
    ),
  fc.tuple(scope, flag).map(([s, recursive]) =>
    write(
      `delete mode of ${s || 'all'}${recursive ? ' and below' : ''}`,
      (model) => model.deleteMode(s, recursive),
      (registry) => registry.deleteMode(s, { recursive }),
    ),
  ),
]

const reads: fc.Arbitrary<Step>[] = [
  fc.tuple(subject, sent, flag).map(([s, request, deleted]) =>
    read(
      `look up ${words(request)} in ${s}${also(deleted)}`,
      (model) => model.lookup(s, request, deleted),
      async (registry) => shown(await registry.lookup(s, requestOf(request), { deleted })),
    ),
  ),
  fc.tuple(subject, onceIn(2, version), sent).map(([s, v, request]) =>
    read(
      `check ${words(request)} with ${s} version ${v ?? 'any'}`,
      (model) => model.isCompatible(s, v, request),
      async (registry) => (await registry.checkCompatibility(s, v, requestOf(request))).isCompatible,
    ),
  ),
  fc.tuple(subject, version, flag).map(([s, v, deleted]) => ({
    ...read(
      `read ${s} version ${v}${also(deleted)}`,
      (model) => model.version(s, v, deleted),
      async (registry) => shown(await registry.version(s, v, { deleted })),
    ),
    // Others are looked for in all contexts.
    single: s.startsWith(':.c:'),
  })),
  fc.tuple(subject, team, flag).map(([s, name, deleted]) =>
    single(
      `find ${s} of team ${name}${also(deleted)}`,
      (model) => model.withTeam(s, name, deleted),
      async (registry) => shown(await registry.versionWithMetadata(s, { team: name }, { deleted })),
    ),
  ),
  fc.tuple(subject, flag).map(([s, deleted]) =>
    single(
      `list versions of ${s}${also(deleted)}`,
      (model) => model.versions(s, deleted),
      (registry) => registry.versions(s, { deleted }),
    ),
  ),
  fc.tuple(id, fc.constantFrom('', ':.c:', 'a', ':.c:a')).map(([schemaId, s]) =>
    read(
      `read schema ${schemaId} as ${s || 'anybody'}`,
      (model) => model.schemaById(schemaId, s),
      async (registry) => {
        const found = await registry.schemaById(schemaId, { subject: s, fetchMaxId: true })
        const { kind, reference, metadata } = shown(found)
        return { kind, reference, metadata, maxId: found.maxId }
      },
    ),
  ),
  fc.tuple(id, fc.constantFrom('', ':.c:', 'a', ':.c:a'), flag).map(([schemaId, s, deleted]) =>
    read(
      `list subjects of schema ${schemaId} as ${s || 'anybody'}${also(deleted)}`,
      (model) => model.subjectsOfId(schemaId, s, deleted),
      (registry) => registry.subjectsOfId(schemaId, { subject: s, deleted }),
    ),
  ),
  fc.tuple(subject, version, flag).map(([s, v, deleted]) =>
    read(
      `list who refers to ${s} version ${v}${also(deleted)}`,
      (model) => model.referencedBy(s, v, deleted),
      (registry) => registry.referencedBy(s, v, { deleted }),
    ),
  ),
  flag.map((deleted) =>
    single(
      `list subjects${also(deleted)}`,
      (model) => model.subjects(deleted),
      (registry) => registry.subjects({ deleted }),
    ),
  ),
  fc.constant(
    single(
      'list contexts',
      (model) => model.contexts(),
      (registry) => registry.contexts(),
    ),
  ),
  fc.tuple(scope, flag).map(([s, inherited]) =>
    single(
      `read config of ${s || 'all'}${inherited ? ' or above' : ''}`,
      (model) => model.config(s, inherited),
      async (registry) => configOf(await registry.config(s, { defaultToGlobal: inherited })),
    ),
  ),
  fc.tuple(scope, flag).map(([s, inherited]) =>
    single(
      `read mode of ${s || 'all'}${inherited ? ' or above' : ''}`,
      (model) => model.mode(s, inherited),
      (registry) => registry.mode(s, { defaultToGlobal: inherited }),
    ),
  ),
]

/** Registrations most of all, so that there is something to read and to delete. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: registrations },
  { weight: 4, arbitrary: fc.oneof(...deletions) },
  { weight: 2, arbitrary: fc.oneof(...settings) },
  { weight: 8, arbitrary: fc.oneof(...reads) },
)

/** As long as they can be: what is short finds little, and shrinking makes the ones that fail short. */
const long = { minLength: 1, maxLength: 60, size: 'max' } as const

export const stories: fc.Arbitrary<Step[]> = fc.array(anyStep, long)

/** A step, which of two nodes is asked, and how much time has passed for that node. */
export interface SharedStep {
  readonly step: Step
  readonly at: 0 | 1
  readonly passesMs: number
}

function sharedStories(step: fc.Arbitrary<Step>): fc.Arbitrary<SharedStep[]> {
  return fc.array(fc.record({ step, at: fc.constantFrom(0, 1), passesMs: fc.constantFrom(0, 0, 0, 0, 0, 100) }), long)
}

export const storiesOfTwoNodes: fc.Arbitrary<SharedStep[]> = sharedStories(anyStep)

/** Besides writes only reads whose answer is of one moment. */
export const storiesOfMoments: fc.Arbitrary<SharedStep[]> = sharedStories(
  fc.oneof(
    { weight: 5, arbitrary: registrations },
    { weight: 2, arbitrary: fc.oneof(...deletions, ...settings) },
    { weight: 9, arbitrary: fc.oneof(...reads).filter(({ single }) => single) },
  ),
)

type Ask = Step['ask']
type Answer = Step['answer']

function write(name: string, ask: Ask, answer: Answer): Step {
  return { name, writes: true, single: false, ask, answer, [fc.toStringMethod]: () => name }
}

function read(name: string, ask: Ask, answer: Answer): Step {
  return { ...write(name, ask, answer), writes: false }
}

function single(name: string, ask: Ask, answer: Answer): Step {
  return { ...read(name, ask, answer), single: true }
}

const item = (...fields: object[]) => JSON.stringify({ type: 'record', name: 'Item', fields })

const texts: Record<Kind, string> = {
  int: '"int"',
  long: '"long"',
  double: '"double"',
  string: '"string"',
  bytes: '"bytes"',
  Item: item(),
  WideItem: item({ name: 'wide', type: 'int', default: 0 }),
  Pair: JSON.stringify({ type: 'record', name: 'Pair', fields: [{ name: 'first', type: 'Item' }] }),
}

function requestOf({ kind, reference, team: name, version: asked, id: schemaId }: Sent): RegisterRequest {
  return {
    schema: texts[kind],
    references: reference ? [{ name: 'Item', ...reference }] : [],
    metadata: name === undefined ? undefined : { properties: { team: name } },
    version: asked,
    id: schemaId,
  }
}

/** An answer in the words of the model. */
function shown({ subject: name, version: number, schemaId, deleted, schema, references, metadata }: SchemaVersion) {
  const [referred] = references
  const { team: named, 'confluent:version': stamp } = metadata?.properties ?? {}
  return {
    subject: name,
    version: number,
    id: schemaId,
    deleted,
    kind: kinds.find((kind) => texts[kind] === schema),
    reference: referred && { subject: referred.subject, version: referred.version },
    metadata: metadata && {
      ...(named !== undefined && { team: named }),
      ...(stamp !== undefined && { stamp: Number(stamp) }),
    },
  }
}

function configOf({
  compatibilityLevel,
  compatibilityGroup,
}: {
  compatibilityLevel?: CompatibilityLevel
  compatibilityGroup?: string
}): ModelConfig {
  return {
    ...(compatibilityLevel && { level: compatibilityLevel }),
    ...(compatibilityGroup && { group: 'team' }),
  }
}

function words({ kind, reference, team: name, version: asked, id: schemaId, force }: Sent): string {
  return [
    kind,
    reference && `of ${reference.subject} version ${reference.version}`,
    name && `for ${name}`,
    asked !== undefined && `as version ${asked}`,
    schemaId !== undefined && `under id ${schemaId}`,
    force && 'by force',
  ]
    .filter(Boolean)
    .join(' ')
}

function also(deleted: boolean): string {
  return deleted ? ', soft-deleted ones too' : ''
}
