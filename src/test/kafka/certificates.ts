/** Certificates for the brokers' TLS listeners, made once by openssl and kept in the cache folder. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./programs.ts";

export interface Certificates {
  readonly folder: string;
  /** PEM. */
  readonly ca: string;
  /** Of an authority that signed none of the brokers' certificates. */
  readonly otherCa: string;
  readonly clientCert: string;
  readonly clientKey: string;
  /** Encrypted with `keyPassphrase`. */
  readonly clientKeyEncrypted: string;
}

export const storePassword = "changeit";
export const keyPassphrase = "open sesame";

/** Where the brokers' stores are: `broker.p12`, `expired.p12`, `wronghost.p12`, `ca.pem`. */
export function testCertificates(): Certificates {
  const folder = join(cacheFolder(), "certificates-1");
  if (!existsSync(folder)) make(folder);
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return {
    folder,
    ca: read("ca.pem"),
    otherCa: read("otherca.pem"),
    clientCert: read("client.pem"),
    clientKey: read("client.key"),
    clientKeyEncrypted: read("client-encrypted.key"),
  };
}

function make(target: string): void {
  const folder = mkdtempSync(join(cacheFolder(), "certificates-"));
  const openssl = (...words: string[]): void => {
    execFileSync("openssl", words, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });
  };
  try {
    for (const name of ["ca", "otherca"]) {
      const keys = ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`];
      openssl(
        "req",
        "-x509",
        ...keys,
        "-days",
        "7300",
        "-out",
        `${name}.pem`,
        "-subj",
        `/CN=${name}`,
      );
    }
    writeFileSync(join(folder, "ca.cnf"), authority);
    writeFileSync(join(folder, "index.txt"), "");
    writeFileSync(join(folder, "serial"), "01\n");
    const certify = (name: string, names: string, until: string): void => {
      writeFileSync(join(folder, "names.ext"), `subjectAltName=${names}\n`);
      const keys = ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`];
      openssl("req", ...keys, "-out", "request.csr", "-subj", `/CN=${name}`);
      const signed = [
        "-cert",
        "ca.pem",
        "-keyfile",
        "ca.key",
        "-in",
        "request.csr",
        "-out",
        `${name}.pem`,
      ];
      const dates = ["-startdate", "20200101000000Z", "-enddate", until];
      openssl(
        "ca",
        "-batch",
        "-config",
        "ca.cnf",
        ...signed,
        "-extfile",
        "names.ext",
        ...dates,
        "-notext",
      );
      const store = ["-in", `${name}.pem`, "-inkey", `${name}.key`, "-certfile", "ca.pem"];
      const password = ["-passout", `pass:${storePassword}`, "-name", name];
      openssl("pkcs12", "-export", ...store, "-out", `${name}.p12`, ...password);
    };
    certify("broker", "IP:127.0.0.1,DNS:localhost", "20490101000000Z");
    certify("client", "DNS:client", "20490101000000Z");
    certify("expired", "IP:127.0.0.1,DNS:localhost", "20200201000000Z");
    certify("wronghost", "DNS:other.example", "20490101000000Z");
    const encrypted = ["-out", "client-encrypted.key", "-passout", `pass:${keyPassphrase}`];
    openssl("rsa", "-aes256", "-in", "client.key", ...encrypted);
    renameSync(folder, target);
  } catch (thrown) {
    // Another run may have been faster.
    if (!existsSync(target)) throw thrown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const authority = `[ca]
default_ca=ours
[ours]
database=index.txt
serial=serial
new_certs_dir=.
default_md=sha256
policy=names
unique_subject=no
[names]
commonName=supplied
`;
