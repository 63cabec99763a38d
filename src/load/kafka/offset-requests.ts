/** Asks where partitions begin and end, and notes positions under groups (ListOffsets 3, OffsetCommit 3, OffsetFetch 3). */
import { type WireRequest, wireRequest } from "./wire-request.ts";

/** Which offset of a partition is wanted. */
export interface OffsetQuestion {
  /** Milliseconds since 1970, or −2 for the beginning, −1 for the end. */
  readonly time: number;
  /** The end is the last stable offset, not that of the last record written. */
  readonly committed: boolean;
}

export const beginning: OffsetQuestion = { time: -2, committed: true };
export const end: OffsetQuestion = { time: -1, committed: true };
/** The end of all that was written, also by transactions that are open. */
export const endOfWritten: OffsetQuestion = { time: -1, committed: false };
/** The first record that is not older. @param timestamp milliseconds since 1970 */
export const firstSince = (timestamp: number): OffsetQuestion => ({
  time: timestamp,
  committed: true,
});

export const listOffsetsVersion = 3;

export interface ListedOffset {
  readonly partition: number;
  readonly error: number;
  /** −1 where no record is as young as the time that was asked for. */
  readonly offset: number;
}

export function listOffsetsRequest(
  topic: string,
  partitions: readonly number[],
  { time, committed }: OffsetQuestion,
): WireRequest<readonly ListedOffset[]> {
  return wireRequest({
    api: "listOffsets",
    version: listOffsetsVersion,
    flexible: false,
    write(writer) {
      // We are no replica.
      writer.int32(-1).int8(committed ? 1 : 0);
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

export const offsetFetchVersion = 3;

/** What a group has noted of partitions; those of which it knows nothing are left out. */
export function offsetFetchRequest(
  group: string,
  topic: string,
  partitions: readonly number[],
): WireRequest<{ readonly error: number; readonly offsets: ReadonlyMap<number, number> }> {
  return wireRequest({
    api: "offsetFetch",
    version: offsetFetchVersion,
    flexible: false,
    write(writer) {
      writer.string(group);
      writer.array([topic], (name) => {
        writer.string(name).array(partitions, (partition) => void writer.int32(partition));
      });
    },
    read(reader) {
      const offsets = new Map<number, number>();
      const errors: number[] = [];
      reader.array(() => {
        reader.string();
        reader.array(() => {
          const partition = reader.int32();
          const offset = reader.int64();
          reader.nullableString();
          errors.push(reader.int16());
          if (offset >= 0) offsets.set(partition, offset);
        });
      });
      errors.unshift(reader.int16());
      return { error: errors.find((error) => error !== 0) ?? 0, offsets };
    },
  });
}
