/** One GET over HTTP or HTTPS, with a certificate authority and a client certificate of one's own. */
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import type { TlsSettings } from "../connection.ts";

export interface GetRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings | undefined;
  /** In milliseconds, for the whole answer. */
  readonly timeoutMs: number;
}

export interface GetAnswer {
  readonly status: number;
  readonly text: string;
}

const longestAnswer = 16 * 1024 * 1024;

/** Throws when there is no whole answer, with the system's reason. */
export function httpGet({ url, headers, tls, timeoutMs }: GetRequest): Promise<GetAnswer> {
  const request = url.protocol === "https:" ? requestSecure : requestPlain;
  const signal = AbortSignal.timeout(timeoutMs);
  const secure = url.protocol === "https:" ? tls : undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`) : error);
    const sent = request(url, { headers, signal, agent: false, ...secure }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > longestAnswer) response.destroy(new Error("the answer has more than 16 MB"));
      });
      response.on("error", fail);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    sent.on("error", fail);
    sent.end();
  });
}
