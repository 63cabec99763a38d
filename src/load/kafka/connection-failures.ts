/** Tells what a failed connection means: something the user must change, or a broker that is away for a while. Pure. */
import { Problem } from "../../core/problem.ts";
import {
  kafkaListenerMismatch,
  kafkaLoginRefused,
  kafkaTlsFailed,
  type SourceAddress,
} from "../../core/problems/source.ts";
import type { KafkaConnection } from "../connection.ts";

export type ConnectionFailure =
  | { readonly kind: "problem"; readonly problem: Problem }
  /** The broker hung up before it said anything: it is going away, or speaks another protocol than we do. */
  | { readonly kind: "hung-up"; readonly problem: Problem; readonly reason: string }
  | { readonly kind: "away"; readonly reason: string };

/** @param broker `host:port` */
export function connectionFailure(
  thrown: unknown,
  connection: KafkaConnection,
  broker: string,
): ConnectionFailure {
  if (thrown instanceof Problem) return { kind: "problem", problem: thrown };
  const at: SourceAddress = { connection: connection.name, broker };
  const { name, message, code, type } = detailsOf(thrown);
  const mismatch = (): Problem =>
    kafkaListenerMismatch(at, {
      tls: connection.tls !== undefined,
      sasl: connection.sasl !== undefined,
    });
  if (type === "UNSUPPORTED_SASL_MECHANISM" || isLoginRefused(name, message)) {
    const mechanism = connection.sasl?.mechanism ?? "";
    const reason = message.replace(/^SASL .* authentication failed: /, "").replace(/\.$/, "");
    return { kind: "problem", problem: kafkaLoginRefused(at, mechanism, reason) };
  }
  if (type === "ILLEGAL_SASL_STATE" || isOtherProtocol(code, message)) {
    return { kind: "problem", problem: mismatch() };
  }
  // Without a connection: our own certificate or key cannot be used.
  const unusable = connection.tls !== undefined && message.startsWith("Failed to connect: ");
  const tls = unusable ? ownCertificate : tlsHint(code);
  if (tls !== undefined) {
    const reason = message.replace(/^(Connection error|Failed to connect): /, "");
    return { kind: "problem", problem: kafkaTlsFailed(at, reason, tls, thrown) };
  }
  const reason = `${broker}: ${message.replace(/^Connection error: /, "")}`;
  if (name === "KafkaJSConnectionClosedError" || code === "ECONNRESET") {
    return { kind: "hung-up", problem: mismatch(), reason };
  }
  return { kind: "away", reason };
}

interface ErrorDetails {
  readonly name: string;
  readonly message: string;
  /** Node's, such as ECONNREFUSED. */
  readonly code: string;
  /** Kafka's name of an error code. */
  readonly type: string;
}

function detailsOf(thrown: unknown): ErrorDetails {
  if (!(thrown instanceof Error)) return { name: "", message: String(thrown), code: "", type: "" };
  const text = (key: string): string => {
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === "string" ? value : "";
  };
  return { name: thrown.name, message: thrown.message, code: text("code"), type: text("type") };
}

/** kafkajs calls it a refused login too when the broker goes away in the middle of one. */
const isLoginRefused = (name: string, message: string): boolean =>
  name === "KafkaJSSASLAuthenticationError" &&
  !/Closed connection|Connection (error|timeout|closed)|timed out|Not connected/.test(message);

const isOtherProtocol = (code: string, message: string): boolean =>
  /^(EPROTO|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/.test(code) ||
  message.includes("disconnected before secure TLS connection was established");

const wrongAuthority =
  "Set `ssl: {ca: …}` to the certificate of the authority that signed the broker's.";

const ownCertificate =
  "Check `cert`, `key` and `passphrase` of `ssl`: the broker may ask for a client's certificate.";

function tlsHint(code: string): string | undefined {
  if (/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|CERT_SIGNATURE/.test(code)) {
    return wrongAuthority;
  }
  if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(code))
    return "The broker needs a valid certificate.";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return "The certificate is for another host: use that name in `brokers`, or set `ssl: {servername: …}`.";
  }
  if (/^ERR_(SSL|OSSL|TLS|CRYPTO)_/.test(code)) return ownCertificate;
  return undefined;
}
