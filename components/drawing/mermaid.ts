import type { Arrow, Box, Line, Picture } from "./picture";

const shapes: Record<Box["shape"], [open: string, close: string]> = {
  object: ["[", "]"],
  storage: ["[(", ")]"],
  actor: ["([", "])"],
};

const links: Record<Arrow["meaning"], string> = { traffic: "-->", reference: "-.->", below: "~~~" };

/** A picture as Mermaid, which GitHub, GitLab and others show in Markdown. */
export function toMermaid({ boxes, arrows }: Picture): string {
  const nodes = boxes.map(({ id, shape, lines }) => {
    const [open, close] = shapes[shape];
    return `${id}${open}"${lines.map(asHtml).join("<br>")}"${close}`;
  });
  const edges = arrows.map(({ from, to, label, meaning }) => {
    const text = label.length > 0 ? `|"${label.map(escaped).join("<br>")}"|` : "";
    return `${from} ${links[meaning]}${text} ${to}`;
  });
  return `${["flowchart TD", ...[...nodes, ...edges].map((line) => `  ${line}`)].join("\n")}\n`;
}

function asHtml({ text, name }: Line): string {
  return [escaped(text), name && `<b>${escaped(name)}</b>`].filter(Boolean).join(" ");
}

/** In Mermaid, `#` begins the code of a character. */
function escaped(text: string): string {
  return text.replaceAll(/[#"<>&`\\\n]/g, (character) => `#${character.charCodeAt(0)};`);
}
