import { Resource } from "@pulumi/pulumi";
import { type Report } from "./checks";
import { isLater } from "../eventual";

/** The maximum depth of a value: deeper ones could use up the memory. */
const maxDepth = 100;

/** Reports values that the checks cannot traverse: circular or too deep values, and whole resources. */
export function checkStructure(args: object, report: Report): void {
  const finished = new Set<object>();
  const visit = (value: unknown, path: string, around: object[]): void => {
    if (typeof value !== "object" || value === null || isLater(value) || finished.has(value)) {
      return;
    }
    if (Resource.isInstance(value)) {
      report(path, "is a whole resource; use one of its outputs, such as metadata.name");
    } else if (around.includes(value) || around.length > maxDepth) {
      report(path, `must not contain itself, and must be nested at most ${maxDepth} levels deep`);
    } else {
      for (const [key, entry] of Object.entries(value)) {
        visit(entry, pathTo(key, path, value), [...around, value]);
      }
      finished.add(value);
    }
  };
  visit(args, "", []);
}

function pathTo(key: string, path: string, value: object): string {
  if (Array.isArray(value)) {
    return `${path}[${key}]`;
  }
  return path === "" ? key : `${path}.${key}`;
}
