/** Opens what a stream is read from: a topic or files. Clients load when they are used. */
import type { Connection } from "./connection.ts";
import type { RecordSource } from "./record-source.ts";
import type { Stream } from "./stream.ts";

/**
 * @param now milliseconds since 1970
 * @param target tells the target from others: where the source can, it remembers how far this one was
 * @throws Problem when it cannot be reached
 */
export async function openSource(
  stream: Stream,
  connection: Connection,
  now: () => number,
  target?: string,
): Promise<RecordSource> {
  switch (connection.type) {
    case "file": {
      const { openFileSource } = await import("./files/file-source.ts");
      return openFileSource(connection, stream, now);
    }
    case "kafka": {
      const { openKafkaSource } = await import("./kafka/source.ts");
      return await openKafkaSource(connection, stream, target);
    }
  }
}
