/** What keeps a schema file from being used: an error, or one entry of a list where the other files still count. */

import type { CliError } from '../errors.ts'

/** @param path - of the file, as it is printed. */
export type OnFault = (path: string, error: CliError) => void

/** For commands that do all or nothing. */
export const refuse: OnFault = (_, error) => {
  throw error
}
