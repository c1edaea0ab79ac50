/** What can go wrong with a partition on disk, and the Kafka protocol error code that it becomes. */

import { CodedError, defineErrors } from '../errors.ts'

/** A log cannot do what it was asked. `code` is the Kafka protocol error code for the client. */
export class LogError extends CodedError {}

export const logErrors = defineErrors(LogError, {
  offsetOutOfRange: {
    code: 1,
    message: (partition: string, offset: number, logStartOffset: number, logEndOffset: number) =>
      `Offset ${offset} of ${partition} is outside ${logStartOffset} to ${logEndOffset}.`,
    when: 'A read names an offset before the log start offset or after the log end offset.',
  },
  deleted: {
    code: 3,
    message: (partition: string) => `Partition ${partition} was deleted.`,
    when: 'The partition was deleted while the request waited for it.',
  },
  closed: {
    code: 6,
    message: (partition: string) => `Partition ${partition} is closed.`,
    when: 'The log is shutting down.',
  },
  invalidTopic: {
    code: 17,
    message: (topic: string) => `'${topic}' cannot name a topic: 1 to 249 of a-z A-Z 0-9 . _ - and not . or ..`,
    when: 'A topic name would not be safe as the name of a folder.',
  },
  batchTooLarge: {
    code: 18,
    message: (partition: string, sizeInBytes: number, segmentBytes: number) =>
      `A batch of ${sizeInBytes} bytes does not fit a segment of ${partition} (${segmentBytes} bytes).`,
    when: 'A batch is larger than segment.bytes.',
  },
  outOfOrderSequence: {
    code: 45,
    message: (partition: string, producerId: string, sequence: number, expected: number) =>
      `Producer ${producerId} sent sequence ${sequence} to ${partition}, expected was ${expected}.`,
    when: 'A batch of an idempotent producer leaves a gap, or repeats one older than the last five.',
  },
  invalidProducerEpoch: {
    code: 47,
    message: (partition: string, producerId: string, producerEpoch: number, current: number) =>
      `Producer ${producerId} wrote to ${partition} with epoch ${producerEpoch}, but ${current} is current.`,
    when: 'A batch carries a producer epoch that a newer one has replaced.',
  },
  storageFault: {
    code: 56,
    message: (partition: string, reason: string) => `Storage of ${partition} failed: ${reason}. Retry later.`,
    when: 'The disk is full or failed; what was not acknowledged is withdrawn, and the next append tries again.',
  },
  corruptLog: {
    code: 56,
    message: (partition: string, reason: string) => `The log of ${partition} is corrupt and set aside: ${reason}.`,
    when: 'Stored records are damaged or missing; the partition is kept as it is for a person to look at.',
  },
  folderUnusable: {
    code: 56,
    message: (path: string, reason: string) => `The log folder '${path}' cannot be used: ${reason}.`,
    when: 'The folder cannot be created, listed or written at start.',
  },
  newerFormat: {
    code: 56,
    message: (path: string, version: number) =>
      `'${path}' was written by a newer Schemalog (format ${version}); this one reads format 1.`,
    when: 'The checkpoint of the log folder has a format that this version does not know.',
  },
  invalidBatch: {
    code: 87,
    message: (partition: string, reason: string) => `Not one whole record batch for ${partition}: ${reason}.`,
    when: 'The bytes handed to append are not exactly one batch of format v2.',
  },
})
