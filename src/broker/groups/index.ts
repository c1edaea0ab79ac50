/** Consumer groups: what the broker's handlers and its start-up use. */

export { type GroupCall, GroupCoordinator, type GroupCoordinatorOptions } from './coordinator.ts'
export type { DescribedGroup, ListedGroup } from './description.ts'
export { defaultGroupSettings, type GroupSettings } from './settings.ts'
export type { GroupRecord, GroupStore, TopicLookup } from './store.ts'
