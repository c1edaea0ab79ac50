/** Consumer groups: what the broker's handlers and its start-up use. */

export {
  type DescribedGroup,
  type GroupCall,
  GroupCoordinator,
  type GroupCoordinatorOptions,
  type GroupSettings,
  type ListedGroup,
} from './coordinator.ts'
export type { GroupRecord, GroupStore, TopicLookup } from './store.ts'
