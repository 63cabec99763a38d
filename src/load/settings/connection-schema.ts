/** What an entry of `connections:` may hold, with its defaults. Data only. */
import { z } from "zod";
import { duration } from "./quantities.ts";

const tls = z.strictObject({
  ca: z.string().optional(),
  cert: z.string().optional(),
  key: z.string().optional(),
  passphrase: z.string().optional(),
  servername: z.string().optional(),
  reject_unauthorized: z.boolean().default(true),
});

export type TlsConfig = z.infer<typeof tls>;

const onOrTls = z.union(
  [z.boolean(), tls],
  "use true, false, or a mapping with ca, cert, key, passphrase, servername, reject_unauthorized",
);

const password = {
  username: z.string().min(1, "it is empty"),
  password: z.union([z.string().min(1, "it is empty"), z.number().transform(String)]),
};

const sasl = z.discriminatedUnion(
  "mechanism",
  [
    z.strictObject({ mechanism: z.literal("plain"), ...password }),
    z.strictObject({ mechanism: z.literal("scram-sha-256"), ...password }),
    z.strictObject({ mechanism: z.literal("scram-sha-512"), ...password }),
    z.strictObject({
      mechanism: z.literal("oauthbearer"),
      token: z.string().optional(),
      token_endpoint: z.url().optional(),
      client_id: z.string().optional(),
      client_secret: z.string().optional(),
      scope: z.string().optional(),
    }),
  ],
  "mechanism must be plain, scram-sha-256, scram-sha-512 or oauthbearer",
);

export type SaslConfig = z.infer<typeof sasl>;

const registry = z.union(
  [
    z.url().transform((url) => ({ url }) as RegistryConfig),
    z.strictObject({
      url: z.url(),
      username: z.string().optional(),
      password: z.string().optional(),
      token: z.string().optional(),
      ssl: tls.optional(),
    }),
  ],
  "use the registry's address, or a mapping with url, username, password, token, ssl",
);

export interface RegistryConfig {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly ssl?: TlsConfig | undefined;
}

const brokers = z.union(
  [
    z.array(z.string().regex(/^.+:\d+$/)).min(1),
    z
      .string()
      .min(1)
      .transform((text) => text.split(",").map((broker) => broker.trim())),
  ],
  "list the brokers as host:port",
);

const kafka = z.strictObject({
  type: z.literal("kafka"),
  brokers,
  client_id: z.string().default("tsdbt"),
  ssl: onOrTls.default(false),
  sasl: sasl.optional(),
  schema_registry: registry.optional(),
  connect_timeout: duration.default(10_000),
  request_timeout: duration.default(30_000),
});

export type KafkaConfig = z.infer<typeof kafka>;

const file = z.strictObject({
  type: z.literal("file"),
  dir: z.string().optional(),
  schema_registry: registry.optional(),
});

export const connectionSchema = z.discriminatedUnion(
  "type",
  [kafka, file],
  "type must be kafka or file",
);

export type ConnectionConfig = z.infer<typeof connectionSchema>;

export const connectionKeys: Readonly<Record<string, readonly string[]>> = {
  kafka: Object.keys(kafka.shape),
  file: Object.keys(file.shape),
};
