/** TLS and logins: what is right gets in, and what is wrong is told within seconds, with no secret in it. */
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../core/problem.ts";
import type { ListenerName } from "../../test/kafka/broker-properties.ts";
import { plainUser } from "../../test/kafka/broker-properties.ts";
import { keyPassphrase, testCertificates } from "../../test/kafka/certificates.ts";
import { connectionTo } from "../../test/kafka/connection.ts";
import {
  describeKafka,
  freshTopic,
  hasSecureListeners,
  listenerOf,
  type TestTopic,
} from "../../test/kafka/kafka-fixture.ts";
import { scramUsers } from "../../test/kafka/programs.ts";
import type { KafkaConnection, SaslSettings, TlsSettings } from "../connection.ts";
import { openKafkaSource } from "./source.ts";

let topic: TestTopic;

/** Tries to read one record. */
async function readThrough(
  listener: ListenerName,
  settings: { readonly tls?: TlsSettings; readonly sasl?: SaslSettings },
  name = topic.name,
): Promise<string> {
  const connection = { ...connectionTo([listenerOf(listener)]), ...settings };
  return await readOne(connection, name);
}

async function readOne(connection: KafkaConnection, name: string): Promise<string> {
  const stream = { name: "shop.secrets", topic: name, at: undefined };
  await using source = await openKafkaSource(connection, stream);
  await source.state();
  const blocks = await source.read(new Map([[0, 0]]), { maxBytes: 1000, maxWaitMs: 5000 });
  return blocks.map(({ records }) => String(records[0]?.value)).join();
}

/** The problem, told in time, that says no secret. */
async function refusal(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  const begun = Date.now();
  const thrown: unknown = await work.then(
    () => undefined,
    (reason) => reason,
  );
  expect(Date.now() - begun).toBeLessThan(30_000);
  if (!(thrown instanceof Problem)) throw new Error(`no problem, but ${String(thrown)}`);
  const text = `${thrown.message} ${thrown.hint}`;
  for (const secret of ["-secret", keyPassphrase, "PRIVATE KEY", "s3cret"]) {
    expect(text).not.toContain(secret);
  }
  return { code: thrown.code, text };
}

const tlsWith = (settings: Partial<TlsSettings> = {}): TlsSettings => ({
  ca: testCertificates().ca,
  cert: undefined,
  key: undefined,
  passphrase: undefined,
  servername: undefined,
  rejectUnauthorized: true,
  ...settings,
});

const alice: SaslSettings = { mechanism: "plain", ...plainUser };

/** A token without a signature (RFC 7515, appendix A.5), which the test broker takes. */
function unsignedToken(seconds = 3600): string {
  const now = Math.floor(Date.now() / 1000);
  return [{ alg: "none" }, { sub: "alice", iat: now, exp: now + seconds }]
    .map((part) => `${Buffer.from(JSON.stringify(part)).toString("base64url")}.`)
    .join("");
}

type Attempt = () => Parameters<typeof readThrough>;

const accepted: readonly [name: string, attempt: Attempt][] = [
  ["TLS with the authority's certificate", () => ["tls", { tls: tlsWith() }]],
  [
    "TLS with a client's certificate",
    () => {
      const { clientCert: cert, clientKey: key } = testCertificates();
      return ["mtls", { tls: tlsWith({ cert, key }) }];
    },
  ],
  [
    "TLS with a client's encrypted key",
    () => {
      const { clientCert: cert, clientKeyEncrypted: key } = testCertificates();
      return ["mtls", { tls: tlsWith({ cert, key, passphrase: keyPassphrase }) }];
    },
  ],
  [
    "TLS with an expired certificate that is not looked at",
    () => ["expired", { tls: tlsWith({ rejectUnauthorized: false }) }],
  ],
  [
    "TLS with the name of another host",
    () => ["wronghost", { tls: tlsWith({ servername: "other.example" }) }],
  ],
  ["PLAIN", () => ["sasl", { sasl: alice }]],
  ["PLAIN over TLS", () => ["sasltls", { sasl: alice, tls: tlsWith() }]],
  [
    "OAUTHBEARER with a fixed token",
    () => ["sasl", { sasl: { mechanism: "oauthbearer", token: unsignedToken() } }],
  ],
];

const refused: readonly [name: string, code: string, words: string, attempt: Attempt][] = [
  [
    "another authority",
    "KAFKA_TLS_FAILED",
    "signed the broker's",
    () => ["tls", { tls: tlsWith({ ca: testCertificates().otherCa }) }],
  ],
  [
    "no authority of ours",
    "KAFKA_TLS_FAILED",
    "ssl: {ca",
    () => ["tls", { tls: tlsWith({ ca: undefined }) }],
  ],
  ["an expired certificate", "KAFKA_TLS_FAILED", "expired", () => ["expired", { tls: tlsWith() }]],
  [
    "a certificate for another host",
    "KAFKA_TLS_FAILED",
    "servername",
    () => ["wronghost", { tls: tlsWith() }],
  ],
  [
    "no client certificate",
    "KAFKA_TLS_FAILED",
    "client's certificate",
    () => ["mtls", { tls: tlsWith() }],
  ],
  [
    "a wrong passphrase",
    "KAFKA_TLS_FAILED",
    "passphrase",
    () => {
      const { clientCert: cert, clientKeyEncrypted: key } = testCertificates();
      return ["mtls", { tls: tlsWith({ cert, key, passphrase: "wrong" }) }];
    },
  ],
  [
    "a wrong password",
    "KAFKA_LOGIN_REFUSED",
    "password",
    () => ["sasl", { sasl: { ...alice, password: "s3cret" } }],
  ],
  [
    "a wrong SCRAM password",
    "KAFKA_LOGIN_REFUSED",
    "invalid credentials",
    () => ["sasl", { sasl: { mechanism: "scram-sha-512", username: "bob", password: "s3cret" } }],
  ],
  [
    "an unknown user",
    "KAFKA_LOGIN_REFUSED",
    "credentials",
    () => [
      "sasltls",
      {
        tls: tlsWith(),
        sasl: { mechanism: "scram-sha-256", username: "nobody", password: "s3cret" },
      },
    ],
  ],
  [
    "an old token",
    "KAFKA_LOGIN_REFUSED",
    "oauthbearer",
    () => ["sasl", { sasl: { mechanism: "oauthbearer", token: unsignedToken(-3600) } }],
  ],
  ["no login where one is wanted", "KAFKA_LISTENER_MISMATCH", "no SASL", () => ["sasl", {}]],
  [
    "a login where none is wanted",
    "KAFKA_LISTENER_MISMATCH",
    "SASL",
    () => ["plain", { sasl: alice }],
  ],
  [
    "TLS where none is wanted",
    "KAFKA_LISTENER_MISMATCH",
    "with TLS",
    () => ["plain", { tls: tlsWith() }],
  ],
  ["no TLS where it is wanted", "KAFKA_LISTENER_MISMATCH", "no TLS", () => ["tls", {}]],
];

describeKafka("a broker's secure listeners", () => {
  beforeAll(async () => {
    topic = await freshTopic();
    await topic.produce([{ partition: 0, value: "seen" }]);
  });
  afterAll(() => topic[Symbol.asyncDispose]());

  describe.skipIf(!hasSecureListeners)("let in", () => {
    test.each(accepted)("%s", async (_, settings) => {
      expect(await readThrough(...settings())).toBe("seen");
    });

    test.each(["scram-sha-256", "scram-sha-512"] as const)(
      "%s, as far as ACLs allow",
      async (mechanism) => {
        const sasl = { mechanism, username: "bob", password: scramUsers.bob ?? "" };
        const before = await refusal(readThrough("sasltls", { sasl, tls: tlsWith() }));
        expect(before.code).toBe("KAFKA_ACCESS_DENIED");
        const allow = (operation: number) => ({
          ...{ resourceType: 2, resourceName: topic.name, resourcePatternType: 3 },
          ...{ principal: "User:bob", host: "*", operation, permissionType: 3 },
        });
        await topic.admin.createAcls({ acl: [allow(8)] });
        await expect
          .poll(async () => (await refusal(readThrough("sasl", { sasl }))).text)
          .toContain("lacks the permission Read");
        await topic.admin.createAcls({ acl: [allow(3)] });
        await expect.poll(() => readThrough("sasl", { sasl }).catch(() => "not yet")).toBe("seen");
        const { permissionType, operation, ...filter } = allow(0);
        await topic.admin.deleteAcls({ filters: [{ ...filter, permissionType: 1, operation: 1 }] });
      },
    );
  });

  describe.skipIf(!hasSecureListeners)("refuse, with the reason,", () => {
    test.each(refused)("%s", async (_, code, words, settings) => {
      const told = await refusal(readThrough(...settings()));
      expect(told).toMatchObject({ code, text: expect.stringContaining(words) });
    });
  });

  test("tell of a topic that does not exist, with its place", async () => {
    const at = { file: "models/_sources.yml", line: 3, column: 5 };
    const stream = { name: "shop.clicks", topic: "clikcs", at };
    await expect(openKafkaSource(topic.connection, stream)).rejects.toMatchObject({
      code: "KAFKA_TOPIC_MISSING",
      at,
    });
  });
});

describeKafka("a token endpoint", () => {
  let endpoint: Server;
  let asked: string[] = [];
  beforeAll(async () => {
    topic = await freshTopic();
    await topic.produce([{ partition: 0, value: "seen" }]);
    endpoint = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += String(part);
      });
      request.on("end", () => {
        asked = [...asked, `${request.headers.authorization} ${body}`];
        const right =
          request.headers.authorization === `Basic ${Buffer.from("me:s3cret").toString("base64")}`;
        response.statusCode = right ? 200 : 401;
        response.end(
          JSON.stringify(
            right
              ? { access_token: unsignedToken(), expires_in: 3600 }
              : { error: "invalid_client" },
          ),
        );
      });
    });
    await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    endpoint.close();
    await topic[Symbol.asyncDispose]();
  });

  const credentials = (clientSecret: string): SaslSettings => ({
    mechanism: "oauthbearer",
    tokenEndpoint: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`,
    clientId: "me",
    clientSecret,
    scope: "kafka",
  });

  test.skipIf(!hasSecureListeners)("is asked once for the token of all connections", async () => {
    expect(await readThrough("sasl", { sasl: credentials("s3cret") })).toBe("seen");
    expect(asked).toEqual([expect.stringContaining("grant_type=client_credentials&scope=kafka")]);
  });

  test.skipIf(!hasSecureListeners)("that refuses is told as such", async () => {
    const refused = await refusal(readThrough("sasl", { sasl: credentials("wrong") }));
    expect(refused).toMatchObject({
      code: "KAFKA_TOKEN_REFUSED",
      text: expect.stringContaining("invalid_client"),
    });
  });
});

describe("brokers that are not there", () => {
  test("are all named", async () => {
    const connection = connectionTo(["127.0.0.1:1", "localhost:2"]);
    const told = await refusal(readOne(connection, "clicks"));
    expect(told.code).toBe("SOURCE_UNREACHABLE");
    expect(told.text).toMatch(/127\.0\.0\.1:1.*localhost:2/);
  });

  test("or accept and never answer are told in time", async () => {
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const broker = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const connection = { ...connectionTo([broker]), connectTimeoutMs: 500, requestTimeoutMs: 500 };
    const told = await refusal(readOne(connection, "clicks"));
    silent.close();
    expect(told).toMatchObject({
      code: "SOURCE_UNREACHABLE",
      text: expect.stringContaining(broker),
    });
  });
});
