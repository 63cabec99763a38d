/** Which streams a command works on: those selected, with their connections. */
import { noStreams } from "../../core/problems/stream.ts";
import { type ConnectedStream, readStreams, streamSources } from "../../load/settings/streams.ts";
import type { Project } from "../../project/load.ts";
import type { Context } from "../context.ts";
import { selectOf } from "../selection.ts";

/**
 * @throws Problems of the selection and of everything that is wrong in the streams' settings
 */
export function streamsOf(context: Context, project: Project): readonly ConnectedStream[] {
  const { flags } = context;
  const known = streamSources(project.manifest);
  const isSelected = flags.select.length + flags.exclude.length > 0 || flags.selector !== null;
  const selected = isSelected
    ? selectOf(context, project, { usual: ["source"] })
    : new Set<string>(known);
  const wanted = known.filter((id) => selected.has(id));
  if (wanted.length === 0) throw noStreams(known.length > 0);
  const { streams, secrets } = readStreams(project, wanted);
  context.keepSecret(secrets);
  return streams;
}
