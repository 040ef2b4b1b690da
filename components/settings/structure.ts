import { Resource } from "@pulumi/pulumi";
import { type Report } from "./checks";
import { isLater } from "../eventual";

/** Deeper values count as endless: whoever looks through them runs out of memory. */
const maxDepth = 100;

/** Reports what no check could look through: values that refer to themselves or are nested too deeply, and whole resources. */
export function checkStructure(args: object, report: Report): void {
  const finished = new Set<object>();
  const visit = (value: unknown, path: string, around: object[]): void => {
    if (typeof value !== "object" || value === null || isLater(value) || finished.has(value)) {
      return;
    }
    if (Resource.isInstance(value)) {
      report(path, "this is a whole resource; accepted: one of its outputs, such as metadata.name");
    } else if (around.includes(value) || around.length > maxDepth) {
      report(path, `accepted: a value that does not refer to itself, nested at most ${maxDepth} deep`);
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
