/** Registry clients in other languages, unmodified: small programs that use them, and print what went well. */

import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from '../support/command.ts'
import { missingClient, startServer } from '../support/server.ts'

const run = promisify(execFile)
const python = process.env['PYTHON'] ?? 'python3'
const pythonProgram = fileURLToPath(new URL('python/registry_client.py', import.meta.url))
const goProgram = fileURLToPath(new URL('go', import.meta.url))

const hasConfluentKafka = spawnSync(python, ['-c', 'import confluent_kafka.schema_registry.protobuf']).status === 0
const hasGo = spawnSync('go', ['version']).status === 0

test(
  "Python's confluent-kafka registers, looks up, configures, meets errors and serializes all three formats",
  hasConfluentKafka ? {} : missingClient('confluent-kafka (pip install -r test/clients/python/requirements.txt)'),
  async (t) => {
    const { registryUrl } = await startServer(t)
    const { stdout } = await run(python, [pythonProgram, registryUrl])
    assert.deepEqual(stdout.trim().split('\n'), [
      'registers_and_looks_up',
      'checks_compatibility',
      'sets_config_and_mode',
      'finds_by_metadata',
      'follows_references',
      'maps_errors',
      'writes_and_reads_avro',
      'writes_and_reads_json',
      'writes_and_reads_protobuf',
      'deletes',
    ])
  },
)

test(
  "Go's franz-go registers, looks up, configures, meets errors and maps them to its own",
  hasGo ? {} : missingClient('go'),
  async (t) => {
    const program = join(await temporaryFolder(t), 'registry')
    await run('go', ['build', '-o', program, '.'], { cwd: goProgram })
    const { registryUrl } = await startServer(t)
    const { stdout } = await run(program, [registryUrl])
    assert.deepEqual(stdout.trim().split('\n'), [
      'registers and looks up',
      'checks compatibility',
      'sets config and mode',
      'follows references',
      'maps errors',
      'encodes and decodes',
      'deletes',
    ])
  },
)
