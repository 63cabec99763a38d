/**
 * A folder as a stream: each file is a partition, a byte's place in it the offset. Every record is read once, however
 * files grow or are renamed; a line that is half written is left alone. Keeps no positions.
 */
import type { FileConnection } from "../connection.ts";
import type { RecordSource } from "../record-source.ts";
import type { Stream } from "../stream.ts";
import { openFolder } from "./folder.ts";
import { watchFolder } from "./folder-watch.ts";

/**
 * Opens the files of a stream. A file that is replaced or cut off is a new partition; one that is gone is none.
 * @param now milliseconds since 1970
 * @throws Problem SOURCE_FOLDER_MISSING, SOURCE_LINE_TOO_LONG, SOURCE_FILE_UNREADABLE, by all methods
 */
export function openFileSource(
  connection: FileConnection,
  stream: Stream,
  now: () => number,
): RecordSource {
  const folder = openFolder(connection, stream, now);
  const watch = watchFolder(folder.base);
  const look = async (): Promise<void> => {
    watch.looked();
    await folder.look();
  };
  return {
    recall: folder.recall,
    partitionsChanged: folder.hasNews,
    async state() {
      await look();
      return { incarnation: null, partitions: folder.states() };
    },
    async offsetsAt(timestamp) {
      await look();
      return new Map(
        folder
          .states()
          .map(({ partition, changed, earliest, latest }) => [
            partition,
            changed >= timestamp ? earliest : latest,
          ]),
      );
    },
    async read(positions, { maxBytes, maxWaitMs, signal }) {
      const deadline = now() + maxWaitMs;
      for (;;) {
        if (watch.isDue(now() - folder.lookedAt)) await look();
        const blocks = await folder.read(positions, maxBytes);
        const left = deadline - now();
        if (blocks.length > 0 || folder.hasNews() || left <= 0 || signal?.aborted) return blocks;
        await watch.change(left, signal);
      }
    },
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
      folder.close();
    },
  };
}
