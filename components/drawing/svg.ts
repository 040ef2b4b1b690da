import { Graph, layout } from "@dagrejs/dagre";
import type { Arrow, Box, Line, Picture } from "./picture";

const fontSize = 14;
const lineHeight = 20;
const padding = 14;
/** Wide enough for a bold letter of the usual sans-serif fonts, on average. */
const letterWidth = 7.6;
const longestLine = 36;

interface Point {
  x: number;
  y: number;
}

interface Placed extends Point {
  width: number;
  height: number;
}

interface PlacedEdge extends Placed {
  points: Point[];
}

/** A picture as SVG, drawn without a browser. */
export function toSvg({ boxes, arrows }: Picture): string {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 30, ranksep: 40, marginx: 20, marginy: 20 });
  const wrapped = boxes.map((box) => ({ ...box, lines: box.lines.flatMap(wrappedLine) }));
  for (const { id, lines } of wrapped) {
    graph.setNode(id, sizeOf(lines, padding));
  }
  for (const [index, { from, to, label }] of arrows.entries()) {
    graph.setEdge(
      from,
      to,
      {
        ...sizeOf(
          label.map((text) => ({ text })),
          4,
        ),
        labelpos: "c",
      },
      `${index}`,
    );
  }
  layout(graph);
  const { width, height } = graph.graph() as Placed;
  const edges = arrows
    .map((arrow, index) => ({
      ...arrow,
      ...(graph.edge(arrow.from, arrow.to, `${index}`) as unknown as PlacedEdge),
      label: arrow.label,
    }))
    .filter(({ meaning }) => meaning !== "below");
  const objects = wrapped.map((box) => boxAt(graph.node(box.id) as Placed, box));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${round(width)}" height="${round(height)}" ` +
      `viewBox="0 0 ${round(width)} ${round(height)}" font-family="Helvetica, Arial, sans-serif" font-size="${fontSize}">`,
    "<title>Objects of the cluster</title>",
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">' +
      '<path d="M0 0L10 5L0 10z" fill="#555"/></marker></defs>',
    // Readable on dark pages, too.
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...edges.map(lineOf),
    // Above all lines.
    ...edges.filter(({ label }) => label.length > 0).map((edge) => labelAt(edge, edge.label)),
    ...objects,
    "</svg>\n",
  ].join("\n");
}

/** Breaks long text between words. Names stay whole. */
function wrappedLine(line: Line): Line[] {
  if (line.name !== undefined) {
    return [line];
  }
  const lines: string[] = [];
  for (const word of line.text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < longestLine) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.map((text) => ({ text }));
}

function textOf({ text, name }: Line): string {
  return [text, name].filter(Boolean).join(" ");
}

function sizeOf(lines: Line[], space: number) {
  const longest = Math.max(0, ...lines.map((line) => textOf(line).length));
  return { width: longest * letterWidth + 2 * space, height: lines.length * lineHeight + 2 * space };
}

function lineOf({ points, meaning }: PlacedEdge & Pick<Arrow, "meaning">): string {
  const dashes = meaning === "reference" ? ' stroke-dasharray="4 3"' : "";
  return `<path d="${curve(points)}"${dashes} fill="none" stroke="#555" marker-end="url(#arrow)"/>`;
}

function boxAt({ x, y, width, height }: Placed, { shape, lines }: Box): string {
  const radius = { object: 3, storage: 14, actor: height / 2 }[shape];
  const fill = { object: "#eef2ff", storage: "#fff7e0", actor: "#fff" }[shape];
  const frame =
    `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" ` +
    `rx="${round(radius)}" fill="${fill}" stroke="#667"/>`;
  return `<g>${frame}${textAt({ x, y }, lines)}</g>`;
}

function labelAt({ x, y, width, height }: Placed, label: string[]): string {
  const background =
    `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" ` +
    'fill="#fff" fill-opacity="0.85"/>';
  return `<g>${background}${textAt(
    { x, y },
    label.map((text) => ({ text })),
  )}</g>`;
}

function textAt({ x, y }: Point, lines: Line[]): string {
  const top = y - ((lines.length - 1) * lineHeight) / 2 + fontSize * 0.35;
  const rows = lines.map(({ text, name }, index) => {
    const bold = name && `<tspan font-weight="bold">${escaped(name)}</tspan>`;
    const content = [escaped(text), bold].filter(Boolean).join(" ");
    return `<text x="${round(x)}" y="${round(top + index * lineHeight)}" text-anchor="middle" fill="#222">${content}</text>`;
  });
  return rows.join("");
}

/** A smooth line through the middles between the points. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop()!;
  const bends = rest.map((point, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 1 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)}${bends.join("")}${bends.length === 0 ? `L${at(last)}` : ""}`;
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
