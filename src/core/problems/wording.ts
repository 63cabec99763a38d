/** Words that the messages of several files share. */

/** What is named in a message. */
export interface Named {
  readonly name: string;
  readonly resource_type: string;
}

export const didYouMean = (meant: string | undefined): string | undefined =>
  meant === undefined ? undefined : `Did you mean "${meant}"?`;

export const titled = ({ name, resource_type: type }: Named): string =>
  `${type.replace("_", " ")} "${name}"`;

export const listed = (names: readonly unknown[]): string => names.map(String).join(", ");

/** What to do about a node that another one reads before it was ever built. */
export const notBuilt = (resourceType: string, name: string): string =>
  `The ${resourceType} "${name}" is not in this database yet: run \`tsdbt build --select ${name}\` first.`;
