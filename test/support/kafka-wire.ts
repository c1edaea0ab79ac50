/** A client that speaks with our own encoders over a real socket: tests of the broker see what is on the wire. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import {
  type AnyApi,
  decodeResponseFrame,
  encodeRequestFrame,
  type RequestInput,
  type ResponseOf,
} from '../../src/protocol/index.ts'

export class WireClient {
  readonly socket: Socket
  readonly #waiting: ((frame: Buffer | undefined) => void)[] = []
  readonly #frames: Buffer[] = []
  #received = Buffer.alloc(0)
  #correlationId = 0
  #isClosed = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#isClosed = true
      for (const resolve of this.#waiting.splice(0)) resolve(undefined)
    })
  }

  /** @param t - the connection ends with the test. */
  static async connect(t: TestContext, address: { host: string; port: number }): Promise<WireClient> {
    const socket = connect({ ...address, noDelay: true })
    await once(socket, 'connect')
    t.after(() => socket.destroy())
    return new WireClient(socket)
  }

  /** Sends a request and waits for its answer. */
  async request<A extends AnyApi>(
    api: A,
    apiVersion: number,
    request: RequestInput<A>,
    clientId = 'test',
  ): Promise<ResponseOf<A>> {
    return this.start(api, apiVersion, request, clientId)
  }

  /** Sends a request at once; answers come in the order of the requests. */
  start<A extends AnyApi>(
    api: A,
    apiVersion: number,
    request: RequestInput<A>,
    clientId = 'test',
  ): Promise<ResponseOf<A>> {
    const correlationId = ++this.#correlationId
    this.socket.write(encodeRequestFrame(api, apiVersion, { correlationId, clientId }, request))
    return this.#answer(api, apiVersion, correlationId)
  }

  /** Sends a request that has no answer. */
  send<A extends AnyApi>(api: A, apiVersion: number, request: RequestInput<A>, clientId = 'test'): void {
    this.socket.write(encodeRequestFrame(api, apiVersion, { correlationId: ++this.#correlationId, clientId }, request))
  }

  /** Sends bytes as they are. */
  write(bytes: Buffer | string): void {
    this.socket.write(bytes)
  }

  /** The next frame without its size; `undefined` when the connection was closed instead. */
  nextFrame(): Promise<Buffer | undefined> {
    const frame = this.#frames.shift()
    if (frame !== undefined || this.#isClosed) return Promise.resolve(frame)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Whether a request is answered, or the connection closed instead. */
  answers<A extends AnyApi>(api: A, apiVersion: number, request: RequestInput<A>): Promise<boolean> {
    return this.request(api, apiVersion, request).then(
      () => true,
      () => false,
    )
  }

  /** Resolves when everything that was sent has left this process. */
  written(): Promise<void> {
    return new Promise((resolve) => this.socket.write('', () => resolve()))
  }

  /** Resolves when the broker has closed the connection. */
  async closed(): Promise<void> {
    if (!this.#isClosed) await once(this.socket, 'close')
  }

  async #answer<A extends AnyApi>(api: A, apiVersion: number, correlationId: number): Promise<ResponseOf<A>> {
    const frame = await this.nextFrame()
    if (frame === undefined) throw new Error(`the connection was closed instead of an answer to ${api.name}`)
    const decoded = decodeResponseFrame(api, apiVersion, frame)
    if (decoded.correlationId !== correlationId) throw new Error(`answers are out of order at ${api.name}`)
    return decoded.response
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    while (this.#received.length >= 4 && this.#received.length >= 4 + this.#received.readInt32BE(0)) {
      const end = 4 + this.#received.readInt32BE(0)
      const frame = this.#received.subarray(4, end)
      this.#received = this.#received.subarray(end)
      const resolve = this.#waiting.shift()
      if (resolve === undefined) this.#frames.push(frame)
      else resolve(frame)
    }
  }
}
