/** Where somebody listens, and how that is written. */

export interface Address {
  readonly host: string
  readonly port: number
}

/** `host:port`, with an IPv6 address in brackets (RFC 3986 §3.2.2). */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
