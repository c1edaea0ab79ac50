/** What a subject, and a version of it, are found by. */

/** Name of the context that a subject without a qualifier lives in. */
export const defaultContext = '.'

/** A subject in a context; `subject` is the bare name. The empty name stands for the context itself in configs and modes. */
export interface SubjectKey {
  readonly context: string
  readonly subject: string
}

export interface VersionKey extends SubjectKey {
  readonly version: number
}
