/** How a database server is used. */

export interface ServerOptions {
  /** Connections at once. */
  readonly connections: number
  /** How long a request waits for one of them. */
  readonly acquireTimeoutMs: number
  /** How long connecting may take. */
  readonly connectTimeoutMs: number
  /** How long a statement may take, waiting for locks included; 0 for as long as it likes. */
  readonly statementTimeoutMs: number
}
