/** Asks where partitions begin and end, and notes positions for lag tools (ListOffsets 3, OffsetCommit 3). */
import { type WireRequest, wireRequest } from "./wire-request.ts";

/** Instead of a time in milliseconds since 1970. */
export const beginning = -2;
export const end = -1;

export const listOffsetsVersion = 3;

export interface ListedOffset {
  readonly partition: number;
  readonly error: number;
  /** −1 where no record is as young as the time that was asked for. */
  readonly offset: number;
}

/** @param time `beginning`, `end` (the last stable offset) or milliseconds since 1970 */
export function listOffsetsRequest(
  topic: string,
  partitions: readonly number[],
  time: number,
): WireRequest<readonly ListedOffset[]> {
  return wireRequest({
    api: "listOffsets",
    version: listOffsetsVersion,
    flexible: false,
    write(writer) {
      // We are no replica, and see committed records only.
      writer.int32(-1).int8(1);
      writer.array([topic], (name) => {
        writer.string(name).array(partitions, (partition) => writer.int32(partition).int64(time));
      });
    },
    read(reader) {
      const topics = reader.array(() => {
        reader.string();
        return reader.array(() => {
          const partition = reader.int32();
          const error = reader.int16();
          reader.int64();
          return { partition, error, offset: reader.int64() };
        });
      });
      return topics.flat();
    },
  });
}

export const findCoordinatorVersion = 1;

/** Which broker keeps a group's positions. */
export function findCoordinatorRequest(
  group: string,
): WireRequest<{ readonly error: number; readonly host: string; readonly port: number }> {
  return wireRequest({
    api: "findCoordinator",
    version: findCoordinatorVersion,
    flexible: false,
    write: (writer) => void writer.string(group).int8(0),
    read(reader) {
      const error = reader.int16();
      reader.nullableString();
      reader.int32();
      return { error, host: reader.string(), port: reader.int32() };
    },
  });
}

export const offsetCommitVersion = 3;

/** Notes positions under a group that has no members (generation −1). Gives the first error, or 0. */
export function offsetCommitRequest(
  group: string,
  topic: string,
  positions: ReadonlyMap<number, number>,
): WireRequest<number> {
  return wireRequest({
    api: "offsetCommit",
    version: offsetCommitVersion,
    flexible: false,
    write(writer) {
      writer.string(group).int32(-1).string("").int64(-1);
      writer.array([topic], (name) => {
        writer.string(name);
        writer.array([...positions], ([partition, next]) => {
          writer.int32(partition).int64(next).string(undefined);
        });
      });
    },
    read(reader) {
      const topics = reader.array(() => {
        reader.string();
        return reader.array(() => {
          reader.int32();
          return reader.int16();
        });
      });
      return topics.flat().find((error) => error !== 0) ?? 0;
    },
  });
}
