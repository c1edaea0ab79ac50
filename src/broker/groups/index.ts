/** Consumer groups: what the broker's handlers and its start-up use. */

export { type GroupCall, GroupCoordinator } from './coordinator.ts'
export { defaultGroupSettings, type GroupSettings } from './settings.ts'
export type { GroupRecord, GroupStore } from './store.ts'
