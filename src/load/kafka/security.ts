/** A connection's TLS and SASL settings as kafkajs wants them. Secrets pass through and are kept nowhere else. */
import type { KafkaConfig, Mechanism, SASLOptions } from "kafkajs";
import { kafkaLoginRefused, kafkaTokenRefused } from "../../core/problems/source.ts";
import type { KafkaConnection, TlsSettings } from "../connection.ts";

export function tlsOptions(tls: TlsSettings | undefined): KafkaConfig["ssl"] {
  if (tls === undefined) return false;
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = tls;
  return {
    rejectUnauthorized,
    ...(ca !== undefined && { ca: [ca] }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(servername !== undefined && { servername }),
  };
}

/** A new object each time: kafkajs writes into it. */
export function saslOptions(connection: KafkaConnection): KafkaConfig["sasl"] {
  const { sasl } = connection;
  if (sasl === undefined) return undefined;
  if (sasl.mechanism !== "oauthbearer") {
    const { mechanism, username, password } = sasl;
    return { mechanism, username, password } as SASLOptions;
  }
  const token = "token" in sasl ? async () => sasl.token : tokenProvider(connection.name, sasl);
  return bearerMechanism(connection.name, token);
}

/**
 * OAUTHBEARER (RFC 7628). kafkajs has it too, but takes a server's refusal for consent: that comes as an answer with
 * content, where consent is empty.
 */
function bearerMechanism(connection: string, token: () => Promise<string>): Mechanism {
  const mechanism = "oauthbearer";
  return {
    mechanism,
    authenticationProvider: ({ host, port, saslAuthenticate }) => ({
      async authenticate() {
        const message = Buffer.from(`n,,\u0001auth=Bearer ${await token()}\u0001\u0001`);
        const length = Buffer.alloc(4);
        length.writeInt32BE(message.length);
        const refusal = await saslAuthenticate({
          request: { encode: () => Buffer.concat([length, message]) },
          response: { decode: (answer) => answer, parse: (answer) => answer.toString("utf8", 4) },
        });
        if (typeof refusal !== "string" || refusal === "") return;
        const at = { connection, broker: `${host}:${port}` };
        throw kafkaLoginRefused(at, mechanism, `the token is not accepted: ${refusal}`);
      },
    }),
  };
}

interface ClientCredentials {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string | undefined;
}

/** The client credentials grant (RFC 6749, section 4.4); a token is used until shortly before it ends. */
function tokenProvider(connection: string, credentials: ClientCredentials): () => Promise<string> {
  let known: { readonly value: string; readonly until: number } | undefined;
  return async () => {
    if (known === undefined || Date.now() > known.until) {
      known = await askForToken(connection, credentials);
    }
    return known.value;
  };
}

const tokenTimeoutMs = 10_000;
/** A token that ends within this time is asked for anew, in milliseconds. */
const tokenReserveMs = 30_000;

async function askForToken(
  connection: string,
  { tokenEndpoint, clientId, clientSecret, scope }: ClientCredentials,
): Promise<{ value: string; until: number }> {
  const basic = [clientId, clientSecret].map(encodeURIComponent).join(":");
  const form = { grant_type: "client_credentials", ...(scope !== undefined && { scope }) };
  let answer: Response;
  let said: unknown;
  try {
    answer = await fetch(tokenEndpoint, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(basic).toString("base64")}` },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(tokenTimeoutMs),
    });
    said = await answer.json();
  } catch (thrown) {
    throw kafkaTokenRefused(connection, reasonOf(thrown));
  }
  const { access_token: value, expires_in: seconds, error } = said as Record<string, unknown>;
  if (!answer.ok || typeof value !== "string") {
    const reason = typeof error === "string" ? error : "it answered without a token";
    throw kafkaTokenRefused(connection, `${reason} (HTTP ${answer.status})`);
  }
  const lifetimeMs = typeof seconds === "number" ? seconds * 1000 : 0;
  return { value, until: Date.now() + lifetimeMs - tokenReserveMs };
}

/** Of a failed `fetch`: the reason is in its cause. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
