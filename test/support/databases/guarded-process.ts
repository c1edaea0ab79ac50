/** A server in a process of its own that cannot outlive the one that started it, not even where that is killed. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface GuardedOptions {
  file: string
  args: readonly string[]
  /** Removed where nobody is left who could stop the server in order. */
  folder: string
  /** A line of its log that says that it accepts connections. */
  ready: RegExp
  /** How it is asked to end without waiting for its clients. */
  stopSignal: 'INT' | 'TERM'
  user: SystemUser
}

/** Whom a server runs as; empty where that is us. */
export interface SystemUser {
  readonly uid?: number
  readonly gid?: number
}

/** Database servers refuse to run as root, so there they run as `nobody`, whom every Unix has. */
export function unprivilegedUser(): SystemUser {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
}

export interface GuardedProcess {
  /** Ends it in order. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/**
 * The shell waits for its standard input: a word on it asks for an orderly end. Its end without a word means that we
 * are gone, and then nobody needs the data either.
 */
const guard = `
folder=$1 signal=$2; shift 2
"$@" </dev/null & server=$!
echo $server >"$folder/server.pid"
read -r word
kill -s $signal $server 2>/dev/null; wait $server
[ "$word" = stop ] || rm -rf "$folder"
`

/** @returns once it accepts connections. @throws where it ends before; the message has the end of its log. */
export async function startGuarded(options: GuardedOptions): Promise<GuardedProcess> {
  const { file, args, folder, ready, stopSignal, user } = options
  const child = spawn('sh', ['-c', guard, 'sh', folder, stopSignal, file, ...args], {
    ...user,
    // In a group of its own: Ctrl-C on a terminal reaches us and not the one who is to clean up behind us.
    detached: true,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  })
  const ended = once(child, 'close')
  await Promise.race([lineThatMatches(child, ready), ended])
  const stop = async (): Promise<void> => {
    child.stdin.end('stop\n')
    child.ref()
    await ended
  }
  letGo(child)
  return {
    stop,
    async kill() {
      process.kill(Number(readFileSync(join(folder, 'server.pid'), 'utf8')), 'SIGKILL')
      await stop()
    },
  }
}

function lineThatMatches(child: ChildProcess, ready: RegExp): Promise<void> {
  const log: string[] = []
  return new Promise((resolve, reject) => {
    if (!child.stderr) throw new Error('the log of the server is not read')
    const lines = createInterface(child.stderr)
    lines.on('line', (line) => {
      log.push(line)
      if (log.length > 50) log.shift()
      if (ready.test(line)) resolve()
    })
    lines.on('close', () => reject(new Error(`the database server ended:\n${log.join('\n')}`)))
  })
}

/** A test process ends when its tests are done; the server does not keep it, and ends with it. */
function letGo(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdin, child.stderr]) if (stream && 'unref' in stream) (stream.unref as () => void)()
}
