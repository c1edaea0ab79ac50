#!/usr/bin/env node
/**
 * Starts the CLI: from source in a checkout, from `dist` in an installed package.
 *
 * A checkout brings its own Node 24 (devDependency `node`), because TypeScript runs as it is and the machine's Node may
 * be older; in that case this file only hands over to it. It is plain JavaScript that Node 20 can read.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const sourceEntry = new URL('../src/cli/main.ts', import.meta.url)
const builtEntry = new URL('../dist/src/cli/main.js', import.meta.url)
const ownNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

if (!existsSync(sourceEntry)) {
  requireNode(22, 19)
  module.enableCompileCache?.()
  await import(builtEntry.href)
} else if (isAtLeast(24, 0)) {
  module.enableCompileCache?.()
  // In a checkout `@schemalog/serdes` is the source next door, which its condition `schemalog-source` names. The server does
  // not need it, and a hook costs a little for each of the modules that a start loads.
  if (process.argv[2] !== 'serve') {
    module.registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier, { ...context, conditions: [...context.conditions, 'schemalog-source'] }),
    })
  }
  await import(sourceEntry.href)
} else if (existsSync(ownNode)) {
  handOver(ownNode)
} else {
  process.stderr.write(`schemalog: a checkout runs on Node 24, which 'npm ci' installs; this is ${process.version}\n`)
  process.exitCode = 1
}

/** Runs this same file on another Node; its signals, streams and exit code are ours. */
function handOver(node) {
  // The fourth stream is an IPC channel: when this process is killed it breaks, and the child ends too (see cli/main.ts).
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, SCHEMALOG_LAUNCHER: String(process.pid) },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0)
    process.disconnect?.()
  })
}

function requireNode(major, minor) {
  if (isAtLeast(major, minor)) return
  process.stderr.write(`schemalog needs Node ${major}.${minor} or later; this is ${process.version}\n`)
  process.exit(1)
}

function isAtLeast(major, minor) {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}
