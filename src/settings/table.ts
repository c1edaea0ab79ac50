/** The settings of the process. A row is all there is to a setting; see docs/settings.md for the printed table. */

import { readSettings, type SettingsOf, setting } from './define-settings.ts'
import {
  boolean,
  bytes,
  choice,
  databaseUrl,
  duration,
  flushPolicy,
  GiB,
  hostPort,
  integer,
  KiB,
  MiB,
  optional,
  orUnlimited,
  port,
  text,
} from './value-types.ts'

/** The API counts in 32 bits. */
const maxListed = 2 ** 31 - 1

export const settings = {
  'data.dir': setting(text, './schemalog-data', 'Folder of the SQLite file and the log; made when absent.'),
  'database.url': setting(
    optional(databaseUrl),
    undefined,
    'Database of the registry; by default the file registry.sqlite in the data folder.',
  ),
  'database.connections': setting(
    integer({ min: 1, max: 1000 }),
    10,
    'Connections to a database server at once; SQLite has one.',
  ),
  'database.acquire.timeout': setting(
    duration({ min: 100 }),
    5000,
    'Time that a request waits for a connection to the database, or for a new one to be made; then the answer is 503.',
  ),
  'database.statement.timeout': setting(
    duration({ min: 100 }),
    15_000,
    'Time that a statement may take on a database server, waiting for locks included; then the answer is 503.',
  ),
  'http.host': setting(text, '127.0.0.1', 'Address on which the registry listens.'),
  'http.port': setting(port, 8081, 'Port of the registry; 0 takes any free one.'),
  'http.body.bytes': setting(
    bytes({ min: KiB, max: 256 * MiB }),
    4 * MiB,
    'Largest request body that the registry reads; beyond it the answer is 413.',
  ),
  'http.request.timeout': setting(
    duration({ min: 1000 }),
    60_000,
    'Time within which a request must have arrived whole.',
  ),
  'registry.auto.register': setting(
    boolean,
    true,
    'Whether clients may register new schemas on their own, where no config of the subject, its context or `:.__GLOBAL:` says otherwise (autoRegister).',
  ),
  'registry.compatibility': setting(
    choice('NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE'),
    'BACKWARD',
    'Compatibility level where no config says otherwise.',
  ),
  'registry.validate.fields': setting(
    boolean,
    false,
    'Whether reserved fields and names of fields are checked, where no config says otherwise (validateFields).',
  ),
  'registry.validate.schemas': setting(
    boolean,
    true,
    'Whether new schemas are judged strictly, where no config says otherwise (validateNewSchemas).',
  ),
  'registry.references.strict': setting(
    boolean,
    false,
    'Whether a schema is refused that reaches two versions under one name, directly or through other schemas.',
  ),
  'registry.subjects.reject.empty': setting(
    boolean,
    false,
    'Whether the empty subject and the subject * are refused at registration.',
  ),
  'registry.mode.changes': setting(boolean, true, 'Whether modes may be set and deleted.'),
  'registry.list.limit': setting(
    integer({ min: 1, max: maxListed }),
    maxListed,
    'Items of a list of subjects, versions or contexts where a request asks for no number, or for too many.',
  ),
  'registry.list.max': setting(
    integer({ min: 1, max: maxListed }),
    maxListed,
    'Items that a request may ask for there.',
  ),
  'registry.schemas.limit': setting(
    integer({ min: 1, max: maxListed }),
    1000,
    'The same for the list of schemas, and of those who refer to one.',
  ),
  'registry.schemas.max': setting(integer({ min: 1, max: maxListed }), 1000, 'Items that a request may ask for there.'),
  'registry.cache.bytes': setting(
    bytes({ min: 0, max: 64 * GiB }),
    16 * MiB,
    'Memory for schemas and answers that the registry remembers.',
  ),
  'registry.cache.check': setting(
    duration({ min: 0, max: 60_000 }),
    250,
    'On a database that other processes write too: age up to which remembered answers are given without looking for changes; 0 looks before every answer.',
  ),
  'registry.cache.stale': setting(
    duration({ min: 0 }),
    30_000,
    'Age up to which they are given while the database cannot be reached. What a schema id means is answered regardless.',
  ),
  'registry.schema.timeout': setting(
    duration({ min: 100, max: 600_000 }),
    1800,
    'Processor time that reading and comparing the schemas of one request may take; beyond it the answer is 422. Where the machine is busy it is 503 after five times as long.',
  ),
  'kafka.host': setting(text, '127.0.0.1', 'Address on which the broker listens.'),
  'kafka.port': setting(port, 9092, 'Port of the broker; 0 takes any free one.'),
  'kafka.advertised': setting(
    optional(hostPort),
    undefined,
    'Address that the broker tells its clients to connect to, where it is not the one it listens on.',
  ),
  'kafka.request.bytes': setting(
    bytes({ min: KiB, max: GiB }),
    100 * MiB,
    'Largest request that the broker reads; a larger one closes the connection.',
  ),
  'kafka.connections': setting(integer({ min: 1 }), 10_000, 'Connections that the broker keeps at once.'),
  'kafka.connection.idle': setting(duration({ min: 1000 }), 600_000, 'Time after which a silent connection is closed.'),
  'topics.auto.create': setting(boolean, true, 'Whether a topic is created when a client first asks for it.'),
  'topics.partitions': setting(integer({ min: 1, max: 10_000 }), 1, 'Partitions of a topic created without a number.'),
  'groups.initial.delay': setting(
    duration({ min: 0, max: 300_000 }),
    3000,
    'Time that an empty consumer group waits for more members before its first assignment.',
  ),
  'log.flush': setting(
    flushPolicy,
    { kind: 'always' },
    'When records are forced to disk: always (before they are acknowledged), interval:MS, or os (left to the system).',
  ),
  'log.segment.bytes': setting(
    bytes({ min: MiB, max: 2 * GiB - MiB }),
    GiB,
    'Size at which the active segment is closed.',
  ),
  'log.retention': setting(
    orUnlimited(duration({ min: 1 }), 'forever'),
    604_800_000,
    'Time that records are kept in topics that do not choose their own retention.ms.',
  ),
  'log.retention.bytes': setting(
    orUnlimited(bytes({ min: 0 }), 'unlimited'),
    Number.POSITIVE_INFINITY,
    'Bytes of each partition that are kept in topics that do not choose their own retention.bytes.',
  ),
  'log.clean.interval': setting(
    duration({ min: 100, max: 86_400_000 }),
    15_000,
    'How often the broker looks for records that need not be kept.',
  ),
  'log.level': setting(
    choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'How much the process log says.',
  ),
  'shutdown.timeout': setting(
    duration({ min: 100, max: 10_000 }),
    8000,
    'Time that requests in flight have to finish after SIGTERM or SIGINT.',
  ),
}

export type Settings = SettingsOf<typeof settings>

/** The values of a process that was told nothing. */
export const defaultSettings: Settings = readSettings(settings, {})
