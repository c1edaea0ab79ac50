/**
 * The configs of a topic: one row each. A row says whether this broker honours it; one that it does not is refused
 * unless the value asks for what the broker does anyway, so that nothing is accepted and then ignored.
 */

import { bool, type ConfigType, double, int, list, listOf, long, maxLong, oneOf } from './config-type.ts'

/** How far a config is taken. A reason is part of the error or, where any value does, stands here for the reader. */
type Support =
  | { readonly kind: 'honoured' }
  /** Any valid value is kept and shown: none of them changes what a single node promises, for the reason given. */
  | { readonly kind: 'harmless'; readonly because: string }
  /** Only the default is true today. */
  | { readonly kind: 'fixed'; readonly because: string }

export interface TopicConfigRow {
  readonly type: ConfigType
  readonly default: string
  /** Name of the broker config that is the default of this one; `undefined` where Kafka has none. */
  readonly brokerName: string | undefined
  readonly doc: string
  readonly support: Support
}

const honoured: Support = { kind: 'honoured' }
const harmless = (because: string): Support => ({ kind: 'harmless', because })
const fixed = (because: string): Support => ({ kind: 'fixed', because })

const off = String(maxLong)
const noRecompression = harmless('the broker keeps the codec of the producer and never compresses by itself')
const noReplicas = harmless('with one replica there is nobody to elect and nothing to throttle')
const noTiers = fixed('there is no remote storage')

function row(
  type: ConfigType,
  value: string | number,
  doc: string,
  support: Support,
  brokerName?: string,
): TopicConfigRow {
  return { type, default: String(value), brokerName, doc, support }
}

/** Every topic config of Kafka 4.3 in the order of its documentation, with its defaults. */
export const topicConfigs = {
  'cleanup.policy': row(
    listOf('delete', 'compact'),
    'delete',
    'What happens to old records: delete by age and size, compact by key, both, or nothing where it is empty.',
    honoured,
    'log.cleanup.policy',
  ),
  'compression.gzip.level': row(int(-1), -1, 'Level of gzip.', noRecompression, 'compression.gzip.level'),
  'compression.lz4.level': row(int(1), 9, 'Level of lz4.', noRecompression, 'compression.lz4.level'),
  'compression.type': row(
    oneOf('producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'),
    'producer',
    'Codec of the stored batches; producer keeps the one that they came with.',
    fixed('batches are stored as their producers compressed them'),
    'compression.type',
  ),
  'compression.zstd.level': row(int(-131072), 3, 'Level of zstd.', noRecompression, 'compression.zstd.level'),
  'delete.retention.ms': row(
    long(0),
    86_400_000,
    'How long a tombstone stays after compaction has met it first.',
    honoured,
    'log.cleaner.delete.retention.ms',
  ),
  'file.delete.delay.ms': row(
    long(0),
    60_000,
    'How long the file of a deleted segment stays.',
    harmless('running reads keep the file open and finish, however soon it is removed'),
    'log.segment.delete.delay.ms',
  ),
  'flush.messages': row(
    long(1),
    off,
    'Number of records after which a flush is forced.',
    fixed('flushing is set for the whole log by log.flush'),
    'log.flush.interval.messages',
  ),
  'flush.ms': row(
    long(0),
    off,
    'Time after which a flush is forced.',
    fixed('flushing is set for the whole log by log.flush'),
    'log.flush.interval.ms',
  ),
  'follower.replication.throttled.replicas': row(list, '', 'Replicas whose fetching is throttled.', noReplicas),
  'index.interval.bytes': row(
    int(0),
    4096,
    'Bytes of log between two entries of the offset index.',
    fixed('the distance is that of the log format'),
    'log.index.interval.bytes',
  ),
  'leader.replication.throttled.replicas': row(list, '', 'Replicas whose serving is throttled.', noReplicas),
  'local.retention.bytes': row(
    long(-2),
    -2,
    'Bytes kept here before remote storage only.',
    noTiers,
    'log.local.retention.bytes',
  ),
  'local.retention.ms': row(
    long(-2),
    -2,
    'Time kept here before remote storage only.',
    noTiers,
    'log.local.retention.ms',
  ),
  'max.compaction.lag.ms': row(
    long(1),
    off,
    'Longest time that a record stays uncompacted.',
    honoured,
    'log.cleaner.max.compaction.lag.ms',
  ),
  'max.message.bytes': row(int(0), 1_048_588, 'Largest record batch.', honoured, 'message.max.bytes'),
  'message.timestamp.after.max.ms': row(
    long(0),
    3_600_000,
    "How far a record's timestamp may lie after the broker's clock.",
    honoured,
    'log.message.timestamp.after.max.ms',
  ),
  'message.timestamp.before.max.ms': row(
    long(0),
    off,
    "How far a record's timestamp may lie before the broker's clock.",
    honoured,
    'log.message.timestamp.before.max.ms',
  ),
  'message.timestamp.type': row(
    oneOf('CreateTime', 'LogAppendTime'),
    'CreateTime',
    'Whose clock a record bears.',
    fixed('records bear the time of their producer'),
    'log.message.timestamp.type',
  ),
  'min.cleanable.dirty.ratio': row(
    double(0, 1),
    0.5,
    'Part of the log that must be dirty before it is compacted.',
    honoured,
    'log.cleaner.min.cleanable.ratio',
  ),
  'min.compaction.lag.ms': row(
    long(0),
    0,
    'Shortest time that a record stays uncompacted.',
    honoured,
    'log.cleaner.min.compaction.lag.ms',
  ),
  'min.insync.replicas': row(
    int(1),
    1,
    'Replicas that must have a record before acks=all is answered.',
    fixed('there is one replica'),
    'min.insync.replicas',
  ),
  preallocate: row(
    bool,
    'false',
    'Whether the file of a new segment is allocated at once.',
    harmless('it is a hint for slow file systems and changes no promise'),
    'log.preallocate',
  ),
  'remote.log.copy.disable': row(bool, 'false', 'Stops copying to remote storage.', noTiers),
  'remote.log.delete.on.disable': row(bool, 'false', 'Deletes remote data when it is switched off.', noTiers),
  'remote.storage.enable': row(bool, 'false', 'Keeps old segments in remote storage.', noTiers),
  'retention.bytes': row(
    long(-1),
    -1,
    'Bytes of a partition that are kept, in whole segments; -1 keeps all.',
    honoured,
    'log.retention.bytes',
  ),
  'retention.ms': row(
    long(-1),
    604_800_000,
    'Time that records are kept, by their timestamps and in whole segments; -1 keeps them for ever.',
    honoured,
    'log.retention.ms',
  ),
  'segment.bytes': row(int(1_048_576), 1_073_741_824, 'Size of a segment file.', honoured, 'log.segment.bytes'),
  'segment.index.bytes': row(
    int(4),
    10_485_760,
    'Size of the index of a segment.',
    fixed('indexes grow as they need'),
    'log.index.size.max.bytes',
  ),
  'segment.jitter.ms': row(
    long(0),
    0,
    'Random part of segment.ms.',
    fixed('the partitions of one broker may close their segments together'),
    'log.roll.jitter.ms',
  ),
  'segment.ms': row(
    long(1),
    604_800_000,
    'Time between the first record of a segment and one that opens the next although it is not full.',
    honoured,
    'log.roll.ms',
  ),
  'unclean.leader.election.enable': row(
    bool,
    'false',
    'Whether a replica that lags may become leader.',
    noReplicas,
    'unclean.leader.election.enable',
  ),
} satisfies Record<string, TopicConfigRow>

export type TopicConfigName = keyof typeof topicConfigs

/** In the order of the table. The keys of an object are known to be its own, which `Object.keys` does not say. */
export const topicConfigNames = Object.keys(topicConfigs) as TopicConfigName[]
