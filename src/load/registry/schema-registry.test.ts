import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RegisteredSchema, startRegistry } from "../../test/registry-server.ts";
import type { RegistrySettings } from "../connection.ts";
import { openRegistry } from "./schema-registry.ts";

const settings = (url: string, more: Partial<RegistrySettings> = {}): RegistrySettings => ({
  ...{ url, username: undefined, password: undefined, token: undefined, tls: undefined },
  ...more,
});

const text = (name: string) => `{"type": "record", "name": "${name}", "fields": []}`;
const schema = (id: number, name: string, needs: readonly string[] = []): RegisteredSchema => ({
  ...{ id, subject: `${name}/value`, version: 1, schema: text(name), schemaType: "AVRO" },
  references: needs.map((need) => ({ name: need, subject: `${need}/value`, version: 1 })),
});

/** A port at which nobody listens. */
async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe("a schema", () => {
  test("comes with all that it refers to, first what others need", async () => {
    await using server = await startRegistry([
      ...[schema(1, "a"), schema(2, "b", ["a"]), schema(3, "c", ["b", "a"])],
    ]);
    expect(await openRegistry(settings(server.url)).schema(3)).toEqual({
      type: "avro",
      text: text("c"),
      references: ["a", "b"].map((name) => ({ name, text: text(name) })),
    });
  });

  test("is asked for once, and is still there when the registry is not", async () => {
    const server = await startRegistry([schema(1, "a")]);
    const registry = openRegistry(settings(server.url), { pausesMs: [] });
    await Promise.all([registry.schema(1), registry.schema(1)]);
    expect(server.asked).toEqual(["/schemas/ids/1"]);
    await server[Symbol.asyncDispose]();
    expect(await registry.schema(1)).toMatchObject({ text: text("a") });
    await expect(registry.schema(2)).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
  });

  test("that nobody has yet is asked for again the next time", async () => {
    await using server = await startRegistry([]);
    const registry = openRegistry(settings(server.url), { pausesMs: [] });
    await expect(registry.schema(1)).rejects.toMatchObject({ code: "REGISTRY_SCHEMA_UNKNOWN" });
    server.schemas.push(schema(1, "a"));
    expect(await registry.schema(1)).toMatchObject({ type: "avro" });
  });

  test("is asked for several times before the registry is given up", async () => {
    await using server = await startRegistry([schema(1, "a")]);
    server.faults.push(503, 404, 429, 500);
    const registry = openRegistry(settings(server.url), { pausesMs: [1, 1, 1, 1] });
    expect(await registry.schema(1)).toMatchObject({ text: text("a") });
    expect(server.asked).toHaveLength(5);
  });
});

describe("a login", () => {
  test.each([
    [{ username: "ada", password: "s3cret" }, "Basic YWRhOnMzY3JldA=="],
    [{ token: "t0ken" }, "Bearer t0ken"],
  ])("%o is sent with every request", async (login, header) => {
    await using server = await startRegistry([schema(1, "a")]);
    server.login = header;
    expect(await openRegistry(settings(server.url, login)).schema(1)).toMatchObject({});
  });

  test("may stand in the address", async () => {
    await using server = await startRegistry([schema(1, "a")]);
    server.login = "Basic YWRhOnMzY3JldA==";
    const url = server.url.replace("//", "//ada:s3cret@");
    expect(await openRegistry(settings(url)).schema(1)).toMatchObject({});
  });

  test("that is refused is told at once, without what was sent", async () => {
    await using server = await startRegistry([schema(1, "a")]);
    server.login = "Basic other";
    const url = server.url.replace("//", "//ada:s3cret@");
    const asked = openRegistry(settings(url)).schema(1);
    await expect(asked).rejects.toMatchObject({
      code: "REGISTRY_REFUSED",
      message: `The schema registry at ${server.url} refuses the login (HTTP 401).`,
    });
    expect(server.asked).toHaveLength(1);
  });
});

describe("what is no registry is told", () => {
  const fails = async (answer: number | "hang" | { status: number; text: string }) => {
    await using server = await startRegistry([schema(1, "a")]);
    server.faults.push(answer);
    const registry = openRegistry(settings(server.url), { pausesMs: [], timeoutMs: 100 });
    return await registry.schema(1).then(
      () => "answered",
      ({ code, message }) =>
        `${code} ${message.slice(message.indexOf(server.url) + server.url.length)}`,
    );
  };

  test.each([
    [{ status: 200, text: "<html>" }, "REGISTRY_ANSWER_INVALID  is none: it holds no schema."],
    [
      { status: 200, text: '{"schema": 1}' },
      "REGISTRY_ANSWER_INVALID  is none: it holds no schema.",
    ],
    [{ status: 404, text: "<html>" }, "REGISTRY_ANSWER_INVALID  is none: HTTP 404."],
    [{ status: 301, text: "" }, "REGISTRY_ANSWER_INVALID  is none: HTTP 301."],
    [
      { status: 200, text: '{"schema": "x", "schemaType": "THRIFT"}' },
      "REGISTRY_ANSWER_INVALID  is none: schemas/ids/1 is of the unknown type THRIFT.",
    ],
    [404, "REGISTRY_SCHEMA_UNKNOWN  has no schema 1."],
    [403, "REGISTRY_REFUSED  refuses the login (HTTP 403)."],
    [500, "REGISTRY_UNREACHABLE  cannot be reached: it answers HTTP 500."],
    ["hang" as const, "REGISTRY_UNREACHABLE  cannot be reached: no answer within 0.1 s."],
  ])("%o", async (answer, told) => {
    expect(await fails(answer)).toBe(told);
  });

  test("a port at which nobody listens", async () => {
    const url = await deadUrl();
    await expect(openRegistry(settings(url), { pausesMs: [1] }).schema(1)).rejects.toMatchObject({
      message: `The schema registry at ${url} cannot be reached: ECONNREFUSED.`,
    });
  });
});

describe("over TLS", () => {
  test("a certificate counts by the authority that is given, and not without", async () => {
    const dir = mkdtempSync(join(tmpdir(), "registry-"));
    try {
      const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
      const subject = ["-subj", "/CN=registry", "-addext", "subjectAltName=IP:127.0.0.1"];
      const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"];
      execFileSync(
        "openssl",
        ["req", "-x509", "-nodes", ...made, ...subject, "-keyout", key, "-out", cert],
        { stdio: "ignore" },
      );
      const pem = readFileSync(cert, "utf8");
      await using server = await startRegistry([schema(1, "a")], {
        ...{ cert: pem, key: readFileSync(key) },
      });
      const tls = (ca: string | undefined) => ({
        ...{ ca, cert: undefined, key: undefined, passphrase: undefined, servername: undefined },
        rejectUnauthorized: true,
      });
      expect(await openRegistry(settings(server.url, { tls: tls(pem) })).schema(1)).toMatchObject({
        text: text("a"),
      });
      await expect(openRegistry(settings(server.url)).schema(1)).rejects.toMatchObject({
        code: "REGISTRY_UNREACHABLE",
        message: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT"),
      });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
