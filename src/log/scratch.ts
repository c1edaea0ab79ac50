/** A buffer that is used again and again: a fresh one for each step of long work would keep the garbage collector busy. */
export class Scratch {
  #buffer: Buffer = Buffer.alloc(0)

  /** So many bytes with anything in them; what was taken before is gone. */
  take(sizeInBytes: number): Buffer {
    if (this.#buffer.length < sizeInBytes) this.#buffer = Buffer.allocUnsafeSlow(sizeInBytes)
    return this.#buffer.subarray(0, sizeInBytes)
  }
}
