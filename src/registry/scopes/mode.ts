/** Modes: whether a subject may be written, and whether ids may be brought along. */

import { registryErrors } from '../errors.ts'

export const modes = ['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT', 'FORWARD'] as const

export type Mode = (typeof modes)[number]

/** Where nothing says otherwise. */
export const defaultMode: Mode = 'READWRITE'

/**
 * @param text - in any case.
 * @param lastResort - whether it is for `:.__GLOBAL:`, the only place that may forward.
 */
export function parseMode(text: string, lastResort: boolean): Mode {
  const mode = modes.find((known) => known === text.toUpperCase())
  if (!mode) throw registryErrors.invalidMode()
  if (mode === 'FORWARD' && !lastResort) throw registryErrors.forwardModeNotGlobal()
  return mode
}

export function isReadOnly(mode: Mode): boolean {
  return mode === 'READONLY' || mode === 'READONLY_OVERRIDE'
}

/** Whether registrations bring their id and are taken as they are, unchecked. */
export function takesIds(mode: Mode): boolean {
  return mode === 'IMPORT' || mode === 'FORWARD'
}
