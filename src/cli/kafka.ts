/** The one door to a broker, ours or anybody's: @platformatic/kafka, and its errors in our words. */

import type { Admin, BaseOptions, Consumer, Producer } from '@platformatic/kafka'
import { Option } from 'commander'
import { CliError, cliErrors } from './errors.ts'

/** `--brokers`, the same on every command that talks to a broker. */
export function brokersOption(): Option {
  return new Option('--brokers <list>', 'bootstrap addresses, HOST:PORT separated by commas')
    .default('127.0.0.1:9092')
    .env('SCHEMALOG_BROKERS')
}

/** Runs `work` with an admin client; see {@link withClient} for what it throws. */
export async function withAdmin<Result>(brokers: string, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const { Admin } = await kafkaClient()
  return withClient(brokers, new Admin(clientOptions(brokers)), work)
}

export async function withProducer<Result>(
  brokers: string,
  work: (producer: Producer) => Promise<Result>,
): Promise<Result> {
  const { Producer } = await kafkaClient()
  return withClient(brokers, new Producer({ ...clientOptions(brokers), autocreateTopics: true }), work)
}

/** @param groupId - a consumer that only fetches never joins its group; it still needs a name for one. */
export async function withConsumer<Result>(
  brokers: string,
  groupId: string,
  work: (consumer: Consumer) => Promise<Result>,
): Promise<Result> {
  const { Consumer } = await kafkaClient()
  return withClient(brokers, new Consumer({ ...clientOptions(brokers), groupId }), work)
}

/** Loaded when a command needs it, because it costs a third of a cold start. */
function kafkaClient(): Promise<typeof import('@platformatic/kafka')> {
  return import('@platformatic/kafka')
}

/**
 * Runs `work` with a client and closes the client whatever happens.
 *
 * @throws {CliError} in our words: exit code 3 where no broker answers, 1 where a broker says no.
 */
async function withClient<Client extends { close(): Promise<void> }, Result>(
  brokers: string,
  client: Client,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(client)
  } catch (error) {
    throw translate(error, brokers)
  } finally {
    await client.close().catch(() => undefined)
  }
}

function clientOptions(brokers: string): BaseOptions {
  const bootstrapBrokers = brokers.split(',').map((one) => one.trim())
  for (const one of bootstrapBrokers)
    if (!/^.+:\d{1,5}$/.test(one))
      throw cliErrors.wrongUse(`--brokers expects HOST:PORT, separated by commas; got '${one}'.`)
  return { clientId: 'schemalog', bootstrapBrokers, retries: 2, retryDelay: 200, connectTimeout: 5000 }
}

/** The client nests its errors; a sentence that names the cause is worth more than the nest. */
function translate(error: unknown, brokers: string): unknown {
  if (error instanceof CliError) return error
  const causes = flatten(error)
  const said = causes.find((one) => 'apiId' in one && one.message !== '')
  if (said) return cliErrors.refused(answerSentence(said)).because(error)
  const codes = causes.map((one) => ('code' in one ? String(one.code) : ''))
  if (codes.some((code) => unreachableCodes.has(code))) return cliErrors.brokersUnreachable(brokers).because(error)
  // Whatever else the client says is about what it was asked, and no bug of ours.
  const last = codes.some((code) => code.startsWith('PLT_KFK_')) ? causes.at(-1) : undefined
  return last ? cliErrors.refused(last.message).because(error) : error
}

const unreachableCodes = new Set([
  'PLT_KFK_NETWORK',
  'PLT_KFK_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
])

function answerSentence(answer: Error): string {
  const said = 'serverErrorMessage' in answer ? answer.serverErrorMessage : undefined
  return typeof said === 'string' && said !== '' ? said : answer.message
}

/** The error, its causes and the members of aggregates, outermost first. */
function flatten(error: unknown, seen = new Set<unknown>()): Error[] {
  if (!(error instanceof Error) || seen.has(error)) return []
  seen.add(error)
  const inner = error instanceof AggregateError ? error.errors : []
  return [error, ...[...inner, error.cause].flatMap((one) => flatten(one, seen))]
}
