/** Builds the rooms from settings, joins them, and takes them down again in order: a whole Schemalog in one process. */

import { join } from 'node:path'
import { formatAddress } from './address.ts'
import { allowAll } from './authorize.ts'
import { type Broker, type BrokerOptions, startBroker } from './broker/index.ts'
import { checkHealth, createApp, type HttpServer, startHttp } from './http/index.ts'
import { type LogFolder, memoryFileSystem, nodeFileSystem, openLogFolder } from './log/index.ts'
import { Registry, type RegistryRules, type SharedDatabase } from './registry/index.ts'
import { schemaFormats } from './schemas/index.ts'
import { defaultSettings, type Settings } from './settings/index.ts'
import { lockFolder, openStore, storeMetrics } from './store/index.ts'
import { storeOptions } from './store-options.ts'
import { createMetrics, type Logger, type Metrics, silentLogger } from './telemetry/index.ts'
import { version } from './version.ts'

/** Settings by their names in camelCase (docs/settings.md), and what only a program can hand over. */
export interface SchemalogOptions extends Partial<Settings> {
  /** Folder of the data; without it everything lives in memory and is gone after `close()`. */
  readonly dataDir?: string
  /** Where the process log goes; silent by default. */
  readonly logger?: Logger
  readonly metrics?: Metrics
}

/** A running Schemalog. `await using` closes it at the end of a block. */
export interface Schemalog extends AsyncDisposable {
  /** Base URL of the registry, as `http://127.0.0.1:40123`. */
  readonly registryUrl: string
  /** Bootstrap addresses for a Kafka client, as `['127.0.0.1:40124']`. */
  readonly brokers: string[]
  /** Drains: no new connections, requests in flight finish, the log is flushed. Calling it again does nothing more. */
  close(): Promise<void>
}

/** For embedding: free ports, nothing on disk, and no wait for more members of a consumer group. */
const embeddedDefaults = { httpPort: 0, kafkaPort: 0, groupsInitialDelay: 0 } satisfies Partial<Settings>

/**
 * Starts the registry and the broker in this process.
 *
 * @throws {CodedError} with one sentence where a port is taken or the data cannot be opened; nothing is left running.
 */
export async function startSchemalog(options: SchemalogOptions = {}): Promise<Schemalog> {
  const settings = { ...defaultSettings, ...embeddedDefaults, ...options }
  const { logger = silentLogger, metrics = createMetrics() } = options
  const closings: Closing[] = []
  try {
    const { http, broker } = await openParts(settings, { logger, metrics, dataDir: options.dataDir }, closings)
    const close = once(() => closeAll(closings))
    return {
      registryUrl: `http://${formatAddress(http.address)}`,
      brokers: [formatAddress(broker.advertised)],
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await closeAll(closings)
    throw error
  }
}

/** What has been opened and must be closed again, the last first. */
type Closing = () => Promise<void> | void

/** Opens one part after another; each is on `closings` as soon as it is there, so that a later failure can close it. */
async function openParts(
  settings: Settings,
  { logger, metrics, dataDir }: { logger: Logger; metrics: Metrics; dataDir: string | undefined },
  closings: Closing[],
): Promise<{ http: HttpServer; broker: Broker }> {
  if (dataDir !== undefined) {
    const lock = lockFolder(dataDir)
    closings.push(() => lock.release())
  }
  const store = await openStore(storeOptions(settings, dataDir, logger))
  closings.push(() => store.close())
  storeMetrics(metrics, store)
  const logFolder = await openLogFolder({
    path: join(dataDir ?? '/', 'log'),
    fileSystem: dataDir === undefined ? memoryFileSystem() : nodeFileSystem,
    flush: settings.logFlush,
    now: Date.now,
    logger,
    cleanIntervalMs: settings.logCleanInterval,
  })
  closings.push(() => logFolder.close())

  const registry = new Registry({
    store: store.schemas,
    formats: schemaFormats,
    now: Date.now,
    logger,
    metrics,
    autoRegister: settings.registryAutoRegister,
    defaultLevel: settings.registryCompatibility,
    rules: registryRules(settings),
    cacheBytes: settings.registryCacheBytes,
    shared: sharedDatabase(settings),
    schemaTimeoutMs: settings.registrySchemaTimeout,
  })
  closings.push(() => registry.close())
  const broker = await startBroker(brokerOptions(settings, logFolder, { logger, metrics }))
  // Both doors close at once, so that they share the time that there is for draining.
  const doors: Closing[] = [() => broker.close()]
  closings.push(async () => void (await Promise.all(doors.map((close) => close()))))
  const draining = new AbortController()
  const app = createApp({
    draining: draining.signal,
    registry,
    logger,
    metrics,
    authorize: allowAll,
    health: () => checkHealth({ database: () => store.ping() }),
    limits: { bodyBytes: settings.httpBodyBytes, requestTimeoutMs: settings.httpRequestTimeout },
    about: { version, kafkaClusterId: broker.clusterId },
  })
  const http = await startHttp(app, {
    host: settings.httpHost,
    port: settings.httpPort,
    requestTimeoutMs: settings.httpRequestTimeout,
    closeTimeoutMs: settings.shutdownTimeout,
  })
  doors.push(() => {
    draining.abort()
    return http.close()
  })
  return { http, broker }
}

function registryRules(settings: Settings): RegistryRules {
  return {
    validateFields: settings.registryValidateFields,
    validateNewSchemas: settings.registryValidateSchemas,
    rejectEmptySubjects: settings.registrySubjectsRejectEmpty,
    strictReferences: settings.registryReferencesStrict,
    modesChange: settings.registryModeChanges,
    nameLists: { usual: settings.registryListLimit, most: settings.registryListMax },
    schemaLists: { usual: settings.registrySchemasLimit, most: settings.registrySchemasMax },
  }
}

function brokerOptions(
  settings: Settings,
  logFolder: LogFolder,
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): BrokerOptions {
  return {
    host: settings.kafkaHost,
    port: settings.kafkaPort,
    advertised: settings.kafkaAdvertised,
    autoCreateTopics: settings.topicsAutoCreate,
    defaultPartitions: settings.topicsPartitions,
    segmentBytes: settings.logSegmentBytes,
    retentionMs: settings.logRetention,
    retentionBytes: settings.logRetentionBytes,
    groupInitialDelayMs: settings.groupsInitialDelay,
    limits: {
      requestBytes: settings.kafkaRequestBytes,
      connections: settings.kafkaConnections,
      idleMs: settings.kafkaConnectionIdle,
      drainMs: settings.shutdownTimeout,
    },
    logFolder,
    now: Date.now,
    logger,
    metrics,
    authorize: allowAll,
  }
}

/** The database in the data folder is locked with it, and one in memory nobody else can see. */
function sharedDatabase({ databaseUrl, registryCacheCheck, registryCacheStale }: Settings): SharedDatabase | undefined {
  if (databaseUrl === undefined || /^sqlite::memory:$/i.test(databaseUrl)) return undefined
  return { checkMs: registryCacheCheck, staleMs: registryCacheStale }
}

/** One failure does not keep the others open; the first is thrown when all are closed. */
async function closeAll(closings: Closing[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closings.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
