/** Modes: whether a subject may be written, and whether ids may be brought along. */

export const modes = ['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT', 'FORWARD'] as const

export type Mode = (typeof modes)[number]
