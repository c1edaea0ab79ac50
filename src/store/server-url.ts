/** The address of a database server, with what its URL says of TLS: the same words for PostgreSQL and MySQL. */

import { readFileSync } from 'node:fs'
import { storeErrors } from './errors.ts'

export interface ServerAddress {
  readonly host: string
  readonly port: number
  /** Folder (PostgreSQL) or file (MySQL) of a Unix socket, in place of host and port. */
  readonly socket: string | undefined
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string
  /** `false` for a connection in the clear. */
  readonly tls: TlsOptions | false
}

/** As Node's TLS takes them. */
interface TlsOptions {
  /** Whether the server's certificate is checked at all. */
  readonly rejectUnauthorized: boolean
  /** Whether it must also be for this host. */
  readonly checksHost: boolean
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** As libpq and the clients of MySQL name them. `prefer` is not among them: who can read along can also refuse TLS. */
const tlsModes: Readonly<Record<string, Pick<TlsOptions, 'rejectUnauthorized' | 'checksHost'> | false>> = {
  disable: false,
  disabled: false,
  require: { rejectUnauthorized: false, checksHost: false },
  required: { rejectUnauthorized: false, checksHost: false },
  'no-verify': { rejectUnauthorized: false, checksHost: false },
  'verify-ca': { rejectUnauthorized: true, checksHost: false },
  'verify-full': { rejectUnauthorized: true, checksHost: true },
  'verify-identity': { rejectUnauthorized: true, checksHost: true },
}

/** Names of options by what they mean; every name is compared in lower case and without dashes. */
const optionNames = {
  mode: ['sslmode'],
  ca: ['sslrootcert', 'sslca'],
  cert: ['sslcert'],
  key: ['sslkey'],
  socket: ['host', 'socket', 'socketpath'],
} as const

/** Said by URLs that providers hand out, and of no matter here. */
const ignored = ['channelbinding', 'applicationname', 'connecttimeout', 'charset']

/** @throws {StoreError} `invalidUrl`, `invalidUrlOption`. */
export function parseServerUrl(url: string, { defaultPort }: { defaultPort: number }): ServerAddress {
  const scheme = `${url.slice(0, url.indexOf(':')).toLowerCase()}:...`
  try {
    const parsed = new URL(url)
    const options = readOptions(parsed.searchParams)
    const database = decodeURIComponent(parsed.pathname.slice(1))
    if (database === '' || database.includes('\0') || !url.includes('://')) throw storeErrors.invalidUrl(scheme)
    return {
      host: decodeURIComponent(parsed.hostname).replace(/^\[|\]$/g, '') || 'localhost',
      port: Number(parsed.port) || defaultPort,
      socket: options.socket,
      user: decodeURIComponent(parsed.username) || undefined,
      password: decodeURIComponent(parsed.password) || undefined,
      database,
      tls: readTls(options),
    }
  } catch (error) {
    // What the parser of URLs throws repeats the URL.
    if (error instanceof TypeError || error instanceof URIError) throw storeErrors.invalidUrl(scheme)
    throw error
  }
}

type Options = Partial<Record<keyof typeof optionNames, string>>

function readOptions(parameters: URLSearchParams): Options {
  const options: Options = {}
  for (const [name, value] of parameters) {
    const plain = name.toLowerCase().replace(/[-_]/g, '')
    const found = Object.entries(optionNames).find(([, names]) => names.some((known) => known === plain))
    if (found) options[found[0] as keyof Options] = value
    else if (!ignored.includes(plain))
      throw storeErrors.invalidUrlOption(name, 'is none; there are sslmode, sslrootcert, sslcert, sslkey and host')
  }
  return options
}

function readTls({ mode, ca, cert, key }: Options): TlsOptions | false {
  const checked = mode?.toLowerCase().replace(/_/g, '-') ?? (ca === undefined ? 'disable' : 'verify-full')
  const found = Object.hasOwn(tlsModes, checked) ? tlsModes[checked] : undefined
  if (found === undefined)
    throw storeErrors.invalidUrlOption('sslmode', 'is one of disable, require, verify-ca and verify-full')
  if (found === false) return false
  return {
    ...found,
    ...(ca !== undefined && { ca: readPem('sslrootcert', ca) }),
    ...(cert !== undefined && { cert: readPem('sslcert', cert) }),
    ...(key !== undefined && { key: readPem('sslkey', key) }),
  }
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw storeErrors.invalidUrlOption(option, `names the file ${path}, which cannot be read`).because(error)
  }
}
