/** The arrows between the rooms of src, as a table; `biomeConfig` turns them into rules of a linter. */

/** For each room, the rooms whose index it may import. Every room may import errors.ts and authorize.ts. */
const arrows: Record<string, readonly string[]> = {
  settings: [],
  telemetry: [],
  schemas: [],
  protocol: [],
  registry: ['schemas', 'telemetry'],
  http: ['registry', 'telemetry'],
  log: ['protocol', 'telemetry'],
  broker: ['log', 'protocol', 'telemetry'],
  store: ['registry', 'telemetry'],
  cli: ['settings', 'telemetry', 'schemas', 'protocol', 'registry', 'http', 'log', 'broker', 'store'],
}

/** The rooms that know a dependency. */
const dependencies: Record<string, readonly string[]> = {
  express: ['http'],
  knex: ['store'],
  'better-sqlite3': ['store'],
  pino: ['telemetry'],
  'pino-pretty': ['telemetry'],
  'prom-client': ['telemetry'],
  '@bufbuild/protobuf': ['schemas'],
  // A record that shows why two JSON Schemas are incompatible is proven by validating it against both.
  ajv: ['schemas'],
  'ajv/dist/2019.js': ['schemas'],
  'ajv/dist/2020.js': ['schemas'],
  'ajv-draft-04': ['schemas'],
  'ajv-formats': ['schemas'],
  '@node-rs/crc32': ['protocol'],
  snappy: ['protocol'],
  'lz4-napi': ['protocol'],
  commander: ['cli'],
  'cli-progress': ['cli'],
  'string-width': ['cli'],
  yaml: ['cli'],
  '@platformatic/kafka': ['cli'],
  // In schemas only for explanations: a record that breaks a reader is proven by the codec that people read with.
  '@schemalog/serdes': ['cli', 'schemas'],
  'node:worker_threads': ['registry'],
  'node:child_process': ['cli'],
  'node:net': ['broker'],
  'node:tls': ['broker'],
  'node:http': ['http'],
  'node:fs': ['log', 'store', 'cli'],
  'node:fs/promises': ['log', 'store', 'cli'],
}

const rooms = Object.keys(arrows)

/** A Biome configuration that holds nothing but these rules. */
export function biomeConfig(): object {
  return {
    root: true,
    formatter: { enabled: false },
    assist: { enabled: false },
    linter: {
      rules: {
        preset: 'none',
        suspicious: { noImportCycles: { level: 'error', options: { ignoreTypes: false } } },
      },
    },
    overrides: [
      ...rooms.map(roomRule),
      restrict(['src/*.ts'], dependenciesClosedTo(undefined), [enterByIndex(rooms)]),
      restrict(['src/errors.ts', 'src/authorize.ts'], {}, [
        { group: ['./**'], message: 'every room imports this file; it imports none' },
      ]),
      restrict(['serdes/**'], {}, [
        { group: ['**/src/**', 'schemalog', '../**'], message: 'serdes imports nothing of the server' },
      ]),
    ],
  }
}

function roomRule(room: string): object {
  const allowed = arrows[room] ?? []
  const closed = rooms.filter((other) => other !== room && !allowed.includes(other)).map((other) => `**/${other}/**`)
  if (room !== 'cli') closed.push('**/server.ts')
  const patterns = [{ group: closed, message: `no arrow leads from ${room} to there` }, enterByIndex(allowed)]
  return restrict(
    [`src/${room}/**`],
    dependenciesClosedTo(room),
    patterns.filter(({ group }) => group.length > 0),
  )
}

function enterByIndex(allowed: readonly string[]): Pattern {
  return {
    group: [...allowed.map((room) => `**/${room}/**`), ...allowed.map((room) => `!**/${room}/index.ts`)],
    message: 'a room is entered by its index.ts',
  }
}

function dependenciesClosedTo(room: string | undefined): Record<string, string> {
  const closed = Object.entries(dependencies).filter(([, owners]) => room === undefined || !owners.includes(room))
  return Object.fromEntries(closed.map(([name, owners]) => [name, `only ${owners.join(', ')} may import ${name}`]))
}

interface Pattern {
  group: readonly string[]
  message: string
}

function restrict(includes: readonly string[], paths: Record<string, string>, patterns: readonly Pattern[]): object {
  return {
    includes,
    linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { paths, patterns } } } } },
  }
}
