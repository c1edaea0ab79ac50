/** The store room: knex, and the only SQL. Fills the interfaces that its neighbours own. */

export { StoreError, storeErrors } from './errors.ts'
export { type FolderLock, lockFolder } from './folder-lock.ts'
export { openStore, type Store, type StoreOptions } from './open-store.ts'
