/** A schema registry for tests: Confluent's HTTP API over schemas that are given, with logins and faults. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

export interface RegisteredSchema {
  readonly id: number;
  readonly guid?: string | null;
  readonly subject: string;
  readonly version: number;
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly { name: string; subject: string; version: number }[];
}

export interface RegistryServer extends AsyncDisposable {
  readonly url: string;
  readonly schemas: RegisteredSchema[];
  /** The paths that were asked for, in order. */
  readonly asked: string[];
  /** What every request must bring in `Authorization`. */
  login: string | undefined;
  /** Answers that come before the right ones: a status, or a whole answer. */
  readonly faults: (number | { readonly status: number; readonly text: string } | "hang")[];
}

/** @param tls serves HTTPS */
export async function startRegistry(
  schemas: readonly RegisteredSchema[],
  tls?: ServerOptions,
): Promise<RegistryServer> {
  const asked: string[] = [];
  const faults: RegistryServer["faults"] = [];
  const state = { schemas: [...schemas], asked, faults, login: undefined as string | undefined };
  const listen = (request: IncomingMessage, response: ServerResponse) =>
    answer(state, request, response);
  const server = tls === undefined ? createServer(listen) : createSecureServer(tls, listen);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function answer(
  { schemas, asked, faults, login }: Omit<RegistryServer, "url" | typeof Symbol.asyncDispose>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = request.url ?? "";
  asked.push(path);
  const send = (status: number, body: unknown) =>
    response
      .writeHead(status, { "content-type": "application/vnd.schemaregistry.v1+json" })
      .end(typeof body === "string" ? body : JSON.stringify(body));
  const fault = faults.shift();
  if (fault === "hang") return;
  if (typeof fault === "number") return void send(fault, { error_code: fault * 100, message: "" });
  if (fault !== undefined) return void send(fault.status, fault.text);
  if (login !== undefined && request.headers.authorization !== login) {
    return void send(401, { error_code: 401, message: "Unauthorized" });
  }
  const found = schemas.find(
    ({ id, guid, subject, version }) =>
      path === `/schemas/ids/${id}` ||
      path === `/schemas/guids/${guid}` ||
      path === `/subjects/${encodeURIComponent(subject)}/versions/${version}`,
  );
  if (found === undefined) return void send(404, { error_code: 40403, message: "not found" });
  // Avro is not named: it was there before there were others.
  const { schemaType, references, schema, id, subject, version } = found;
  send(200, {
    ...{ id, subject, version, schema },
    ...(schemaType !== "AVRO" && { schemaType }),
    ...(references?.length && { references }),
  });
}
