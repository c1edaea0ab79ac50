/** Why a store cannot be opened. These end a start with one sentence; what fails later is a `RegistryError`. */

import { CodedError, defineErrors } from '../errors.ts'

/** A store that cannot be opened. The codes are ours; they go nowhere but into logs. */
export class StoreError extends CodedError {}

export const storeErrors = defineErrors(StoreError, {
  dataFolderInUse: {
    code: 1,
    message: (path: string) =>
      `The data folder ${path} is in use by another Schemalog process; stop that one or choose another folder.`,
    when: 'A second process is started on a data folder.',
  },
  dataFolderUnusable: {
    code: 2,
    message: (path: string, reason: string) => `The data folder ${path} cannot be used: ${reason}.`,
    when: 'The data folder cannot be made, read or written.',
  },
  invalidUrl: {
    code: 3,
    message: (url: string) =>
      `The database URL ${url} is not understood; use sqlite:FILE, sqlite::memory:, postgres://USER:PASSWORD@HOST:PORT/DATABASE or mysql://USER:PASSWORD@HOST:PORT/DATABASE.`,
    when: 'A database URL is malformed or of an unknown kind.',
  },
  invalidUrlOption: {
    code: 4,
    message: (option: string, reason: string) => `The option ${option} of the database URL ${reason}.`,
    when: 'A database URL has an option that is unknown or has a wrong value.',
  },
  databaseUnusable: {
    code: 5,
    message: (path: string, reason: string) => `The database file ${path} cannot be used: ${reason}.`,
    when: 'A database file cannot be made, read or written.',
  },
  databaseCorrupt: {
    code: 6,
    message: (path: string) =>
      `The database file ${path} is damaged or not an SQLite database; restore it from a backup or move it away.`,
    when: 'A database file is not one, or its content is broken.',
  },
  databaseLocked: {
    code: 7,
    message: (path: string) => `The database file ${path} is locked by another process; stop that one first.`,
    when: 'Another process keeps a database file locked.',
  },
  databaseTooNew: {
    code: 8,
    message: (place: string, migration: string) =>
      `The database ${place} was written by a newer Schemalog (it has the migration ${migration}); start that version or a later one.`,
    when: 'A database has migrations that this version does not know.',
  },
  serverUnusable: {
    code: 9,
    message: (place: string, reason: string) => `The database ${place} cannot be used: ${reason}.`,
    when: 'A database server cannot be reached, or lets us not in.',
  },
})
