/** What entries of properties files that are resources by themselves have in common: folders, owners, doubles. */
import type { Data, DataObject } from "../../core/data.ts";
import { ownerWithoutName } from "../../core/problems/exposures.ts";
import { duplicateResource } from "../../core/problems/resources.ts";
import type { Entry } from "./properties.ts";

/** The folders below the resource folder in which a properties file stands, as an fqn begins. */
export const foldersOf = (entry: Entry): readonly string[] => [
  entry.file.owner.name,
  ...entry.file.file.path.split("/").slice(0, -1),
];

/** There is one of that type and name already. */
export const twice = ({ name, file, path }: Entry, type: string) =>
  duplicateResource({ name, resource_type: type }, undefined, file.locate(path));

/** @throws Problem when the owner has neither a name nor an address */
export function ownerOf(owner: DataObject, { name, section, file, path }: Entry): DataObject {
  if (isBlank(owner.name) && isBlank(owner.email))
    throw ownerWithoutName(name, section, file.locate([...path, "owner"]));
  const { email, name: called, ...more } = owner;
  return { email: email ?? null, name: called ?? null, ...more };
}

const isBlank = (value: Data | undefined): boolean => value === undefined || value === null;
