/** A doc comment of an argument. */
export interface DocComment {
  /** Everything but the default. */
  meaning: string;
  /** Without the word `Default:`. */
  default?: string;
}

/**
 * Splits a doc comment into meaning and default. A default that begins a line extends to the end of the comment; a default in the
 * middle of a line is one sentence.
 */
export function parseDocComment(text: string): DocComment {
  const start = text.search(/\bDefault: /);
  if (start < 0) {
    return { meaning: text.trim() };
  }
  const before = text.slice(0, start);
  const after = text.slice(start + "Default: ".length);
  const beginsLine = /(^|\n)\s*$/.test(before);
  const [value] = (!beginsLine && /^[^]*?\.(?=\s+[A-Z`]|\s*$)/.exec(after)) || [after];
  const rest = after.slice(value.length);
  return {
    meaning: [before.trim(), rest.trim()].filter((part) => part !== "").join(" "),
    default: value.trim().replace(/\s*\n\s*/g, " "),
  };
}
