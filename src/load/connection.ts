/**
 * Where records come from: an entry of `connections:` in profiles.yml, checked and complete. It holds secrets: whoever
 * has one never logs it whole. Plain data; see `settings/` for its making.
 */

/** Files, or what could be read, are their contents already: PEM texts. */
export interface TlsSettings {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly passphrase: string | undefined;
  /** The name that the server's certificate must bear; the broker's host when undefined. */
  readonly servername: string | undefined;
  readonly rejectUnauthorized: boolean;
}

export type SaslSettings =
  | {
      readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
      readonly username: string;
      readonly password: string;
    }
  /** A fixed token, or the client credentials grant of RFC 6749, section 4.4. */
  | { readonly mechanism: "oauthbearer"; readonly token: string }
  | {
      readonly mechanism: "oauthbearer";
      readonly tokenEndpoint: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string | undefined;
    };

/** A Confluent-compatible schema registry. */
export interface RegistrySettings {
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Sent as `Authorization: Bearer`. */
  readonly token: string | undefined;
  readonly tls: TlsSettings | undefined;
}

export interface KafkaConnection {
  readonly type: "kafka";
  readonly name: string;
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Undefined: no TLS. */
  readonly tls: TlsSettings | undefined;
  readonly sasl: SaslSettings | undefined;
  readonly registry: RegistrySettings | undefined;
  /** In milliseconds. */
  readonly connectTimeoutMs: number;
  /** In milliseconds; how long an answer of a broker is waited for. */
  readonly requestTimeoutMs: number;
}

export interface FileConnection {
  readonly type: "file";
  readonly name: string;
  /** Absolute: where a stream's relative path starts. */
  readonly dir: string;
  readonly registry: RegistrySettings | undefined;
}

export type Connection = KafkaConnection | FileConnection;
