/** The pace of the disk alone. */

import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A commit can be no faster than this: one page is written, and the disk says that it has it. */
export async function flushesPerSecond(): Promise<number> {
  const path = join(tmpdir(), `schemalog-bench-flush-${process.pid}`)
  const file = await open(path, 'w')
  const page = Buffer.alloc(4096, 'x')
  const began = performance.now()
  let flushes = 0
  for (; performance.now() - began < 1000; flushes++) {
    await file.write(page, 0, page.length, flushes * page.length)
    await file.datasync()
  }
  const elapsed = performance.now() - began
  await file.close()
  await rm(path)
  return flushes / (elapsed / 1000)
}
