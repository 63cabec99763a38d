/** Sends a batch to a real broker as the bytes that it is (Produce 7): batches that no client of ours would make. */
import { createConnection } from "node:net";
import { addressOf } from "../../load/kafka/brokers.ts";
import { WireReader, WireWriter } from "../../load/kafka/wire.ts";

/** @param broker `host:port` of the partition's leader. Throws when the broker refuses the batch. */
export async function produceBytes(
  broker: string,
  { topic, partition, batch }: { topic: string; partition: number; batch: Buffer },
): Promise<void> {
  const request = new WireWriter().int16(0).int16(7).int32(1).string("bytes");
  request.string(undefined).int16(-1).int32(30_000);
  request.array([topic], (name) => {
    request.string(name).array([partition], (each) => request.int32(each).nullableBytes(batch));
  });
  const answer = new WireReader(await exchange(broker, request.bytes));
  answer.int32();
  const [errors] = answer.array(() => {
    answer.string();
    return answer.array(() => {
      answer.int32();
      const error = answer.int16();
      for (let field = 0; field < 3; field++) answer.int64();
      return error;
    });
  });
  if (errors?.[0] !== 0) throw new Error(`the broker refused the batch: error ${errors?.[0]}`);
}

/** One request, one answer, both without their lengths. */
async function exchange(broker: string, request: Buffer): Promise<Buffer> {
  const socket = createConnection(addressOf(broker));
  const length = Buffer.alloc(4);
  length.writeInt32BE(request.length);
  socket.write(Buffer.concat([length, request]));
  let received = Buffer.alloc(0);
  for await (const part of socket) {
    received = Buffer.concat([received, part as Buffer]);
    if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) break;
  }
  socket.destroy();
  return received.subarray(4);
}
