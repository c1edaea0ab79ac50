/** Health: whether each part that requests depend on can do its work. */

/** Parts by name, as `database`. */
export type HealthReport = Readonly<Record<string, PartHealth>>

interface PartHealth {
  readonly healthy: boolean
  /** Why not, in one sentence. */
  readonly reason?: string
}

/** Asks every part at once; one that throws or rejects is ill. Never throws itself. */
export async function checkHealth(parts: Readonly<Record<string, () => unknown>>): Promise<HealthReport> {
  const reports = Object.entries(parts).map(async ([name, check]) => [name, await checkPart(check)] as const)
  return Object.fromEntries(await Promise.all(reports))
}

async function checkPart(check: () => unknown): Promise<PartHealth> {
  try {
    await check()
    return { healthy: true }
  } catch (error) {
    return { healthy: false, reason: error instanceof Error ? error.message : String(error) }
  }
}
