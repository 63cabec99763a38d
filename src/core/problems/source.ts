/** What can go wrong between us and what records are read from. Secrets are never part of a message. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/** A connection of profiles.yml and the broker that was spoken to, as host:port. */
export interface SourceAddress {
  readonly connection: string;
  readonly broker: string;
}

const where = ({ connection, broker }: SourceAddress): string =>
  `${broker} (connection "${connection}")`;

/**
 * No broker of a connection can be reached, or those that can be do not answer. It passes by itself when they come back.
 * @example a stopped broker
 */
export const sourceUnreachable = (connection: string, reasons: readonly string[], cause: unknown) =>
  new Problem(
    "SOURCE_UNREACHABLE",
    `No broker of connection "${connection}" can be reached: ${reasons.join("; ")}.`,
    { cause, hint: "Check `brokers` in profiles.yml, the network, and that the brokers run." },
  );

/**
 * A broker hangs up on the first words: it expects TLS or SASL and gets neither, or the other way round.
 * @example no `ssl` for a listener that speaks TLS
 */
export const kafkaListenerMismatch = (
  at: SourceAddress,
  spoken: { readonly tls: boolean; readonly sasl: boolean },
) => {
  const ours = `${spoken.tls ? "TLS" : "no TLS"} and ${spoken.sasl ? "SASL" : "no SASL"}`;
  return new Problem(
    "KAFKA_LISTENER_MISMATCH",
    `The broker ${where(at)} closed the connection before it answered anything.`,
    {
      hint: `It was spoken to with ${ours}. Ask which of them its listener wants, and set \`ssl\` and \`sasl\` in profiles.yml.`,
    },
  );
};

/**
 * A broker's certificate, or ours, is not accepted.
 * @example a certificate that has expired
 */
export const kafkaTlsFailed = (at: SourceAddress, reason: string, hint: string, cause: unknown) =>
  new Problem("KAFKA_TLS_FAILED", `TLS with the broker ${where(at)} failed: ${reason}.`, {
    hint,
    cause,
  });

/**
 * A broker refuses user and password, the token, or the mechanism.
 * @example a wrong password
 */
export const kafkaLoginRefused = (at: SourceAddress, mechanism: string, reason: string) =>
  new Problem("KAFKA_LOGIN_REFUSED", `The broker ${where(at)} refused the login: ${reason}.`, {
    hint: `Check the user, the password or token, and \`mechanism: ${mechanism}\` of \`sasl\` in profiles.yml.`,
  });

/**
 * The token endpoint of `sasl: {mechanism: oauthbearer}` gives no token.
 * @example a wrong client secret
 */
export const kafkaTokenRefused = (connection: string, reason: string) =>
  new Problem(
    "KAFKA_TOKEN_REFUSED",
    `Connection "${connection}" got no token from its token endpoint: ${reason}.`,
    { hint: "Check `token_endpoint`, `client_id`, `client_secret` and `scope` in profiles.yml." },
  );

/**
 * The user may not read the topic, or not write it.
 * @example a missing ACL
 */
export const kafkaAccessDenied = (
  connection: string,
  topic: string,
  operation: "Describe" | "Read" | "Write",
  at?: Place,
) =>
  new Problem(
    "KAFKA_ACCESS_DENIED",
    `The user of connection "${connection}" lacks the permission ${operation} on topic "${topic}".`,
    { at, hint: "Give the user an ACL: Describe and Read on the topic suffice for a stream." },
  );

/**
 * The topic does not exist, and is not created by reading it.
 * @example topic: clikcs
 */
export const kafkaTopicMissing = (connection: string, topic: string, at?: Place) =>
  new Problem(
    "KAFKA_TOPIC_MISSING",
    `There is no topic "${topic}" on connection "${connection}".`,
    {
      at,
      hint: "Check `topic`, or create it. A user without the permission Describe is told the same.",
    },
  );

/**
 * A partition has had no leader that answers for a while. It passes by itself when there is one.
 * @example the only replica's broker is stopped
 */
export const kafkaLeaderMissing = (topic: string, partitions: readonly number[], reason: string) =>
  new Problem(
    "KAFKA_LEADER_MISSING",
    `Topic "${topic}" has no leader that answers for partition ${partitions.join(", ")}: ${reason}.`,
    { hint: "Start the brokers that hold its replicas." },
  );

/**
 * The brokers are older than what is supported.
 * @example Kafka 2.3
 */
export const kafkaTooOld = (at: SourceAddress, request: string) =>
  new Problem("KAFKA_TOO_OLD", `The broker ${where(at)} does not know the request ${request}.`, {
    hint: "Kafka 2.4 or newer is needed.",
  });

/** A partition and the offset at which its records cannot be read. */
export interface UnreadableBatch {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** How the sentence "The batch …" goes on. */
  readonly reason: string;
}

const batch = ({ topic, partition, offset, reason }: UnreadableBatch): string =>
  `The batch at offset ${offset} of topic "${topic}", partition ${partition}, ${reason}.`;

/**
 * A batch of records is damaged, and was so each time it was fetched. Nothing of it was stored.
 * @example a flipped bit on the broker's disk
 */
export const kafkaBatchCorrupt = (unreadable: UnreadableBatch) =>
  new Problem("KAFKA_BATCH_CORRUPT", batch(unreadable), {
    hint: "Restore the partition from a replica, or pass the batch: `tsdbt stream replay --from-offset`.",
  });

/**
 * A batch is compressed in a way that is not known.
 * @example a codec newer than zstd
 */
export const kafkaCodecUnknown = (unreadable: UnreadableBatch) =>
  new Problem("KAFKA_CODEC_UNKNOWN", batch(unreadable), {
    hint: "Set `compression.type` of the producer or the topic to one of them.",
  });

/**
 * Records have a message format from before Kafka 0.11.
 * @example a topic with `message.format.version=0.10.2`
 */
export const kafkaFormatOld = (unreadable: UnreadableBatch) =>
  new Problem("KAFKA_FORMAT_OLD", batch(unreadable), {
    hint: "Copy the topic with a newer producer; brokers from 4.0 on convert nothing.",
  });

/**
 * A broker answers a request with an error that nothing can be done about here.
 * @example a record larger than the topic's max.message.bytes is produced
 */
export const kafkaRequestFailed = (connection: string, topic: string, reason: string) =>
  new Problem(
    "KAFKA_REQUEST_FAILED",
    `Kafka refused a request for topic "${topic}" on connection "${connection}": ${reason}.`,
  );
