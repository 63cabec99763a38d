/** What a report needs of manifest.json and run_results.json: the nodes, their edges, and how the last run went. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reportArtifactBroken, reportNeedsRun } from "../../core/problems/report.ts";

/** The fields of a manifest's node that a report shows. */
export interface ArtifactNode {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: string;
  readonly fqn: readonly string[];
  readonly original_file_path: string;
  readonly description?: string;
  readonly relation_name?: string | null;
  readonly source_name?: string;
  readonly label?: string | null;
  readonly column_name?: string | null;
  readonly attached_node?: string | null;
  readonly config: { readonly materialized?: string; readonly severity?: string };
  readonly depends_on?: { readonly nodes?: readonly string[] };
}

export interface RunResult {
  readonly unique_id: string;
  readonly status: string;
  readonly timing: readonly {
    readonly name: string;
    readonly started_at: string | null;
    readonly completed_at: string | null;
  }[];
  readonly thread_id: string;
  readonly execution_time: number;
  readonly message: string | null;
  readonly failures: number | null;
  readonly adapter_response: { readonly rows_affected?: number | null };
}

export interface RunArtifacts {
  readonly projectName: string;
  readonly adapterType: string;
  /** Everything in the graph that is enabled: nodes, sources and exposures. */
  readonly nodes: readonly ArtifactNode[];
  readonly results: readonly RunResult[];
  /** The command that wrote the results, such as `build`. */
  readonly command: string;
  readonly generatedAt: string;
  /** Seconds. */
  readonly elapsed: number;
}

interface ManifestFile {
  readonly metadata: { readonly project_name?: string; readonly adapter_type?: string };
  readonly nodes: Readonly<Record<string, ArtifactNode>>;
  readonly sources: Readonly<Record<string, ArtifactNode>>;
  readonly exposures: Readonly<Record<string, ArtifactNode>>;
}

interface RunResultsFile {
  readonly metadata: { readonly generated_at: string };
  readonly args: { readonly which?: string };
  readonly elapsed_time: number;
  readonly results: readonly RunResult[];
}

/**
 * @param targetDir the folder that the artifacts lie in
 * @throws Problem when one is missing or cannot be read
 */
export function readArtifacts(targetDir: string): RunArtifacts {
  const manifest = readJson(targetDir, "manifest.json", [
    "nodes",
    "sources",
    "exposures",
  ]) as ManifestFile;
  const run = readJson(targetDir, "run_results.json", ["results", "metadata"]) as RunResultsFile;
  return {
    projectName: manifest.metadata.project_name ?? "project",
    adapterType: manifest.metadata.adapter_type ?? "",
    nodes: [manifest.nodes, manifest.sources, manifest.exposures].flatMap((part) =>
      Object.values(part),
    ),
    results: run.results,
    command: run.args.which ?? "build",
    generatedAt: run.metadata.generated_at,
    elapsed: run.elapsed_time,
  };
}

function readJson(dir: string, name: string, keys: readonly string[]): unknown {
  let text: string;
  try {
    text = readFileSync(join(dir, name), "utf8");
  } catch {
    throw reportNeedsRun(name);
  }
  try {
    const value: unknown = JSON.parse(text);
    const missing = keys.find(
      (key) => typeof (value as Record<string, unknown> | null)?.[key] !== "object",
    );
    if (missing !== undefined) throw new Error(`it has no "${missing}"`);
    return value;
  } catch (thrown) {
    throw reportArtifactBroken(name, (thrown as Error).message);
  }
}
