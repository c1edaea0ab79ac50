/**
 * A process that runs one command after the other, each with its own folder, environment and input: what a command loads
 * takes ten times as long as what it does, and is loaded once.
 */

import { Readable } from 'node:stream'
import { run } from '../../src/cli/run.ts'

/** A command as the test asks for it. */
export interface Order {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly input: string
}

const home = { stdout: process.stdout.write, stderr: process.stderr.write }

process.on('message', (order: Order) => void carryOut(order))
process.on('disconnect', () => process.exit())

async function carryOut({ args, cwd, env, input }: Order): Promise<void> {
  process.chdir(cwd)
  process.env = env
  Object.defineProperty(process, 'stdin', {
    value: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    configurable: true,
  })
  const [stdout, stderr]: [string[], string[]] = [[], []]
  process.stdout.write = keep(stdout)
  process.stderr.write = keep(stderr)
  const code = await run([process.execPath, 'schemalog', ...args])
  process.stdout.write = home.stdout
  process.stderr.write = home.stderr
  // A command takes over Ctrl-C for the rest of its process.
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal)
  process.stdout.removeAllListeners('error')
  process.send?.({ code, stdout: stdout.join(''), stderr: stderr.join('') })
}

function keep(pieces: string[]): typeof process.stdout.write {
  return (piece: string | Uint8Array, ...rest: unknown[]) => {
    pieces.push(typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8'))
    const done = rest.at(-1)
    if (typeof done === 'function') process.nextTick(done)
    return true
  }
}
