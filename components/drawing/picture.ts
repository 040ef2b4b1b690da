import { type Manifest, namespaceOf } from "./manifests";

/** A line of text; the name of an object is emphasized. */
export interface Line {
  text: string;
  name?: string;
}

export interface Box {
  id: string;
  /** An object of the cluster, its storage, or somebody who connects. */
  shape: "object" | "storage" | "actor";
  lines: Line[];
}

export interface Arrow {
  from: string;
  to: string;
  label: string[];
  /** Traffic goes in the direction in which connections are opened. `below` is not drawn: it only places a box. */
  meaning: "traffic" | "reference" | "below";
}

export interface Picture {
  boxes: Box[];
  arrows: Arrow[];
}

/** A part of a picture, and the objects that it shows. */
export interface Part extends Picture {
  shown: Manifest[];
}

export function joined(parts: Part[]): Part {
  return {
    boxes: parts.flatMap(({ boxes }) => boxes),
    arrows: parts.flatMap(({ arrows }) => arrows),
    shown: parts.flatMap(({ shown }) => shown),
  };
}

/** An identifier that Mermaid accepts, and that stays the same while the object exists. */
export function idOf({ kind, name, namespace }: { kind: string; name: string; namespace: string }): string {
  return [kind, namespace, name].join("_").replaceAll(".", "_dot_").replaceAll("-", "_");
}

export function boxId(manifest: Manifest): string {
  return idOf({ kind: manifest.kind, name: manifest.metadata.name, namespace: namespaceOf(manifest) });
}

export function objectLine({ kind, metadata }: Manifest): Line {
  return { text: kind, name: metadata.name };
}

export function objectBox(manifest: Manifest, ...texts: string[]): Box {
  const lines = [objectLine(manifest), ...texts.map((text) => ({ text }))];
  return { id: boxId(manifest), shape: "object", lines };
}

export function actor(name: string): Box {
  return { id: `actor_${name.replaceAll(/\W/g, "_")}`, shape: "actor", lines: [{ text: name }] };
}

const longestLine = 28;

/** A list as lines that are short enough for a label. */
export function asLines(items: string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= longestLine) {
      lines[lines.length - 1] = `${last}, ${item}`;
    } else {
      lines.push(item);
    }
  }
  return lines;
}
