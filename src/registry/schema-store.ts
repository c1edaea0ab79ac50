/** Where the registry keeps what it knows. The interface is the registry's; store/ fills it. */

export interface SchemaStore {
  /** Closes nothing: whoever opened the store closes it. */
  lastSequence(): Promise<number>
}
