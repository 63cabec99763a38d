/** `/metrics`, `/health` and `/ready` of running streams, for this machine only. */
import { createServer } from "node:http";
import { portTaken } from "../../core/problems/stream.ts";
import type { Metrics } from "./metrics.ts";

export interface MetricsServer extends AsyncDisposable {
  readonly port: number;
}

/**
 * @param port 0 for any that is free
 * @throws Problem when the port is taken
 */
export async function serveMetrics(metrics: Metrics, port: number): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const answer = answerTo(metrics, request.url ?? "");
    response.writeHead(answer.status, { "content-type": answer.type });
    response.end(answer.text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portTaken(port, error.message)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const json = "application/json; charset=utf-8";

function answerTo(metrics: Metrics, url: string) {
  const [path] = url.split("?");
  switch (path) {
    case "/metrics":
      return { status: 200, type: "text/plain; version=0.0.4", text: metrics.text() };
    case "/health":
      return { status: 200, type: json, text: `${JSON.stringify(metrics.health())}\n` };
    case "/ready": {
      const status = metrics.isReady() ? 200 : 503;
      return { status, type: json, text: `${JSON.stringify(metrics.health())}\n` };
    }
    default:
      return { status: 404, type: "text/plain", text: "There is /metrics, /health and /ready.\n" };
  }
}
