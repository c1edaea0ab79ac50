/** The store room: knex, and the only SQL. Fills the interfaces that its neighbours own. */

export { StoreError, storeErrors } from './errors.ts'
export { lockFolder } from './folder-lock.ts'
export { migrateStore, openStore, type Store, type StoreOptions } from './open-store.ts'
export { backupSqlite } from './sqlite-backup.ts'
export { storeMetrics } from './store-metrics.ts'
