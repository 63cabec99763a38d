/** Asks who leads the partitions of a topic, and which topic that is (Metadata, versions 9 to 12). */
import { WireError } from "./wire.ts";
import { type WireRequest, wireRequest } from "./wire-request.ts";

export interface BrokerAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

export interface PartitionMetadata {
  readonly partition: number;
  readonly error: number;
  /** −1 while there is none. */
  readonly leader: number;
  readonly leaderEpoch: number;
}

export interface TopicMetadata {
  readonly brokers: readonly BrokerAddress[];
  readonly error: number;
  /** 32 hexadecimal digits; undefined from brokers before Kafka 2.8. */
  readonly topicId: string | undefined;
  readonly partitions: readonly PartitionMetadata[];
}

/** Lower is Kafka before 2.4. */
export const metadataVersions = { lowest: 9, highest: 12 } as const;

export function metadataRequest(topic: string, version: number): WireRequest<TopicMetadata> {
  return wireRequest({
    api: "metadata",
    version,
    flexible: true,
    write(writer) {
      writer.compactArray([topic], (name) => {
        if (version >= 10) writer.uuid(undefined);
        writer.compactString(name).noTags();
      });
      // Topics are not created by asking for them, and operations allowed are not asked for.
      writer.boolean(false);
      if (version <= 10) writer.boolean(false);
      writer.boolean(false).noTags();
    },
    read(reader) {
      const brokers = reader.compactArray(() => {
        const broker = {
          nodeId: reader.int32(),
          host: reader.compactString(),
          port: reader.int32(),
        };
        reader.compactNullableString();
        reader.tags();
        return broker;
      });
      reader.compactNullableString();
      reader.int32();
      const topics = reader.compactArray(() => {
        const error = reader.int16();
        reader.compactNullableString();
        const topicId = version >= 10 ? reader.uuid() : undefined;
        reader.boolean();
        const partitions = reader.compactArray(() => {
          const partition = {
            error: reader.int16(),
            partition: reader.int32(),
            leader: reader.int32(),
            leaderEpoch: reader.int32(),
          };
          for (let replicas = 0; replicas < 3; replicas++)
            reader.compactArray(() => reader.int32());
          reader.tags();
          return partition;
        });
        reader.int32();
        reader.tags();
        return { error, topicId, partitions };
      });
      const [found] = topics;
      if (found === undefined) throw new WireError("the answer lacks the topic");
      return { brokers, ...found };
    },
  });
}
