/** Cuts the bytes of a connection into frames: a length of four bytes and what it announces. */

import { brokerErrors } from './errors.ts'

const lengthBytes = 4
/** Chunks below this size are gathered in blocks, so that a client that sends single bytes costs one byte for each. */
const smallChunkBytes = 4096
const blockBytes = 16 * 1024
const noBlock = Buffer.alloc(0)

export class FrameReader {
  readonly #maxFrameBytes: number
  /**
   * Parts of the one frame that is not whole yet, and of nothing behind it. They are joined once, when it is: a byte is
   * copied once, and twice where it came in a small chunk.
   */
  #held: Buffer[] = []
  #heldBytes = 0
  /** Bytes of that frame, its length included; before the length is known, those of the length. */
  #wantedBytes = lengthBytes
  #block = noBlock
  #blockUsed = 0
  #isFirst = true

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** Bytes of the frame that is still arriving. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /**
   * Takes what the socket gave.
   *
   * @returns The payloads that are now whole, without their length.
   * @throws {BrokerError} `frameTooLarge`, `httpRequest` or `tlsHandshake`; the connection cannot be read any further.
   */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = []
    let rest = this.#heldBytes > 0 ? this.#complete(chunk, frames) : chunk
    while (rest.length >= lengthBytes) {
      const end = lengthBytes + this.#readLength(rest)
      if (rest.length < end) {
        this.#wantedBytes = end
        break
      }
      frames.push(rest.subarray(lengthBytes, end))
      rest = rest.subarray(end)
    }
    if (rest.length > 0) this.#hold(rest)
    return frames
  }

  /**
   * Gives the frame that is held what it lacks.
   *
   * @returns What is left of the chunk.
   */
  #complete(chunk: Buffer, frames: Buffer[]): Buffer {
    let rest = this.#holdMissing(chunk)
    if (this.#heldBytes === this.#wantedBytes && this.#wantedBytes === lengthBytes) {
      this.#wantedBytes += this.#readLength(Buffer.concat(this.#held))
      rest = this.#holdMissing(rest)
    }
    if (this.#heldBytes === this.#wantedBytes) frames.push(this.#takeHeld().subarray(lengthBytes))
    return rest
  }

  #holdMissing(chunk: Buffer): Buffer {
    const missing = this.#wantedBytes - this.#heldBytes
    if (missing > 0 && chunk.length > 0) this.#hold(chunk.subarray(0, missing))
    return chunk.subarray(missing)
  }

  #readLength(bytes: Buffer): number {
    if (this.#isFirst) refuseOtherProtocols(bytes)
    this.#isFirst = false
    const length = bytes.readInt32BE(0)
    if (length < 0 || length > this.#maxFrameBytes) throw brokerErrors.frameTooLarge(length, this.#maxFrameBytes)
    return length
  }

  #hold(chunk: Buffer): void {
    this.#heldBytes += chunk.length
    this.#held.push(chunk.length < smallChunkBytes ? this.#copyToBlock(chunk) : chunk)
  }

  #copyToBlock(chunk: Buffer): Buffer {
    if (this.#block.length - this.#blockUsed < chunk.length) {
      this.#block = Buffer.allocUnsafeSlow(blockBytes)
      this.#blockUsed = 0
    }
    const start = this.#blockUsed
    this.#blockUsed += chunk.copy(this.#block, start)
    const last = this.#held.at(-1)
    const touches = last?.buffer === this.#block.buffer && last.byteOffset + last.length === start
    if (last !== undefined && touches) {
      this.#held.pop()
      return this.#block.subarray(start - last.length, this.#blockUsed)
    }
    return this.#block.subarray(start, this.#blockUsed)
  }

  #takeHeld(): Buffer {
    const all = Buffer.concat(this.#held, this.#heldBytes)
    this.#held = []
    this.#heldBytes = 0
    this.#wantedBytes = lengthBytes
    this.#block = noBlock
    this.#blockUsed = 0
    return all
  }
}

const httpMethods = ['GET ', 'POST', 'PUT ', 'HEAD', 'DELE', 'OPTI', 'PATC', 'CONN', 'TRAC', 'PRI ']

/** People do send browsers, health checks and TLS clients to a Kafka port; as a length their greeting is nonsense. */
function refuseOtherProtocols(bytes: Buffer): void {
  if (httpMethods.includes(bytes.toString('latin1', 0, lengthBytes))) throw brokerErrors.httpRequest()
  if (bytes[0] === 0x16 && bytes[1] === 0x03) throw brokerErrors.tlsHandshake()
}
