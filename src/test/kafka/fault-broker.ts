/**
 * A broker that misbehaves on demand: what a real one cannot be brought to do, such as cutting an answer at a given byte.
 * One topic, no replication, no security; it speaks ApiVersions 0, Metadata 12, ListOffsets 3, Fetch 11 and 13, and keeps
 * nothing. Batches are given as bytes, from encode-batch.ts.
 */
import { createServer, type Server, type Socket } from "node:net";
import { WireReader, WireWriter } from "../../load/kafka/wire.ts";
import { apiKeys } from "../../load/kafka/wire-request.ts";
import {
  type AnsweredPartition,
  type AskedPartition,
  type FetchAsked,
  readFetch,
  writeFetch,
} from "./fetch-messages.ts";

export interface FaultyPartition {
  /** In order of offsets; those that end before the position fetched are not sent. */
  batches: Buffer[];
  /** −1 while there is none. */
  leader: number;
  leaderEpoch: number;
  earliest: number;
  /** Behind the last record that is committed. */
  lastStableOffset: number;
  /** The last offset is that of the marker. */
  aborted: { producerId: bigint; firstOffset: number; lastOffset: number }[];
}

/** What happens to the answer of a fetch. */
export type FetchFault =
  /** The connection ends after so many bytes of the answer, of which the first four are its length. */
  | { readonly kind: "cut"; readonly after: number }
  /** The answer comes a second time, unasked. */
  | { readonly kind: "twice" }
  /** Batches from another position than the one asked for. */
  | { readonly kind: "from"; readonly offset: number }
  /** The byte of the first batch is another one. */
  | { readonly kind: "flip"; readonly at: number }
  /** The broker wants to be left alone for that long (KIP-219). */
  | { readonly kind: "throttle"; readonly milliseconds: number }
  | { readonly kind: "error"; readonly code: number }
  | { readonly kind: "diverged"; readonly at: number }
  | { readonly kind: "silence" };

export interface FaultBrokerOptions {
  readonly topic: string;
  readonly partitions?: number;
  /** 32 hexadecimal digits; without one, Fetch 11 is all there is. */
  readonly topicId?: string;
  /** Of ApiVersions: by request the range that is said to be known. */
  readonly versions?: Readonly<Record<number, readonly [lowest: number, highest: number]>>;
}

export interface FaultBroker extends AsyncDisposable {
  /** `host:port` */
  readonly address: string;
  readonly partitions: readonly FaultyPartition[];
  topicId: string | undefined;
  /** Connections that are open. */
  readonly connections: number;
  /** Fetches answered so far. */
  readonly fetches: number;
  /** Decides for each fetch, counted from 1; undefined: the answer is as it should be. */
  onFetch: (fetch: FetchAsked, count: number) => FetchFault | undefined;
}

export async function startFaultBroker(options: FaultBrokerOptions): Promise<FaultBroker> {
  const state = new State(options);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let received = Buffer.alloc(0);
    socket.on("data", (part: Buffer) => {
      received = Buffer.concat([received, part]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const end = 4 + received.readInt32BE(0);
        state.answer(socket, received.subarray(4, end));
        received = received.subarray(end);
      }
    });
  });
  state.port = await listen(server);
  const broker: FaultBroker = {
    address: `127.0.0.1:${state.port}`,
    partitions: state.partitions,
    get topicId() {
      return state.topicId;
    },
    set topicId(topicId) {
      state.topicId = topicId;
    },
    get connections() {
      return sockets.size;
    },
    get fetches() {
      return state.fetches;
    },
    get onFetch() {
      return state.onFetch;
    },
    set onFetch(decide) {
      state.onFetch = decide;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return broker;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

class State {
  readonly topic: string;
  readonly versions: NonNullable<FaultBrokerOptions["versions"]>;
  readonly partitions: FaultyPartition[];
  topicId: string | undefined;
  port = 0;
  fetches = 0;
  onFetch: FaultBroker["onFetch"] = () => undefined;

  constructor({ topic, topicId, partitions = 1, versions }: FaultBrokerOptions) {
    this.topic = topic;
    this.topicId = topicId;
    const fetch = [4, topicId === undefined ? 11 : 13] as const;
    const known: Record<number, readonly [number, number]> = {
      [apiKeys.fetch]: fetch,
      [apiKeys.listOffsets]: [1, 3],
      [apiKeys.metadata]: [9, 12],
    };
    this.versions = { 18: [0, 0], ...known, ...versions };
    this.partitions = Array.from({ length: partitions }, () => ({
      batches: [],
      leader: 1,
      leaderEpoch: 0,
      earliest: 0,
      lastStableOffset: -1,
      aborted: [],
    }));
  }

  answer(socket: Socket, message: Buffer): void {
    const reader = new WireReader(message);
    const [api, version, correlation] = [reader.int16(), reader.int16(), reader.int32()];
    reader.nullableString();
    const head = new WireWriter().int32(correlation);
    if (api === 18) reply(socket, this.#versions(head));
    else if (api === apiKeys.metadata) reply(socket, this.#metadata(head));
    else if (api === apiKeys.listOffsets) reply(socket, this.#offsets(head, reader));
    else if (api === apiKeys.fetch) this.#fetch(socket, head, readFetch(reader, version));
    else socket.destroy();
  }

  #versions(answer: WireWriter): WireWriter {
    answer.int16(0);
    return answer.array(Object.entries(this.versions), ([key, [lowest, highest]]) => {
      answer.int16(Number(key)).int16(lowest).int16(highest);
    });
  }

  #metadata(answer: WireWriter): WireWriter {
    answer.noTags().int32(0);
    answer.compactArray([this.port], (port) => {
      answer.int32(1).compactString("127.0.0.1").int32(port).compactString(undefined).noTags();
    });
    answer.compactString("faulty").int32(1);
    answer.compactArray([this.topic], (topic) => {
      answer.int16(0).compactString(topic).uuid(this.topicId).boolean(false);
      answer.compactArray(
        [...this.partitions.entries()],
        ([partition, { leader, leaderEpoch }]) => {
          answer
            .int16(leader < 0 ? 5 : 0)
            .int32(partition)
            .int32(leader)
            .int32(leaderEpoch);
          for (let list = 0; list < 3; list++) answer.compactArray([], () => {});
          answer.noTags();
        },
      );
      answer.int32(-2147483648).noTags();
    });
    return answer.noTags();
  }

  #offsets(answer: WireWriter, question: WireReader): WireWriter {
    question.int32();
    question.int8();
    const asked = question.array(() => {
      question.string();
      return question.array(() => ({ partition: question.int32(), time: question.int64() }));
    });
    answer.int32(0);
    return answer.array([asked.flat()], (partitions) => {
      answer.string(this.topic);
      answer.array(partitions, ({ partition, time }) => {
        const known = this.partitions[partition];
        const offset = time === -2 ? (known?.earliest ?? 0) : endOf(known);
        answer.int32(partition).int16(0).int64(-1).int64(offset);
      });
    });
  }

  #fetch(socket: Socket, head: WireWriter, asked: FetchAsked): void {
    this.fetches++;
    const fault = this.onFetch(asked, this.fetches);
    if (fault?.kind === "silence") return;
    const partitions = asked.partitions.map((each) => this.#partition(each, fault));
    const { topic, topicId } = this;
    const throttleMs = fault?.kind === "throttle" ? fault.milliseconds : 0;
    writeFetch(head, { version: asked.version, throttleMs, topic, topicId, partitions });
    if (partitions.every(({ bytes, error }) => bytes.length === 0 && error === 0)) {
      // Nothing is there: a real broker would wait longer, and tests would too.
      setTimeout(() => reply(socket, head), 10).unref();
    } else if (fault?.kind === "cut") {
      socket.end(framed(head).subarray(0, fault.after));
    } else {
      reply(socket, head);
      if (fault?.kind === "twice") reply(socket, head);
    }
  }

  #partition(asked: AskedPartition, fault: FetchFault | undefined): AnsweredPartition {
    const { partition, offset } = asked;
    const known = this.partitions[partition];
    const { batches, earliest } = known ?? { batches: [], earliest: 0 };
    const from = fault?.kind === "from" ? fault.offset : offset;
    const outside = from < earliest || from > endOf(known);
    const error = fault?.kind === "error" ? fault.code : outside ? 1 : 0;
    // As brokers do: transactions that ended before the position are not named.
    const aborted = known?.aborted.filter(({ lastOffset }) => lastOffset >= from) ?? [];
    const sent = batches.filter((batch) => endOfBatch(batch) > from);
    const bytes = error === 0 ? Buffer.concat(sent) : Buffer.alloc(0);
    if (fault?.kind === "flip") bytes[fault.at] = (bytes[fault.at] ?? 0) ^ 0xff;
    const divergesAt = fault?.kind === "diverged" ? fault.at : undefined;
    const lastStableOffset = error === 0 ? endOf(known) : -1;
    return { partition, error, earliest, lastStableOffset, aborted, bytes, divergesAt };
  }
}

const endOfBatch = (batch: Buffer): number =>
  Number(batch.readBigInt64BE(0)) + batch.readInt32BE(23) + 1;

function endOf(partition: FaultyPartition | undefined): number {
  if (partition === undefined) return 0;
  if (partition.lastStableOffset >= 0) return partition.lastStableOffset;
  const last = partition.batches.at(-1);
  return last === undefined ? partition.earliest : endOfBatch(last);
}

function framed(message: WireWriter): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(message.bytes.length);
  return Buffer.concat([length, message.bytes]);
}

const reply = (socket: Socket, message: WireWriter): void => {
  socket.write(framed(message));
};
