import { settingOf } from "./configuration";
import { isMap } from "./hocon";

/** A setting from the user's own variables or files, with its dotted path. The value is undefined if it is not visible. */
export interface RawSetting {
  path: string;
  value?: unknown;
}

/** The settings of environment variables. */
export function variableSettings(variables: Record<string, unknown>): RawSetting[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    const path = settingOf(name);
    return path === undefined ? [] : [{ path, value }];
  });
}

/** The settings of an object in a configuration file. Lists count as values. */
export function objectSettings(settings: Record<string, unknown>, prefix = ""): RawSetting[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    return isMap(value) ? objectSettings(value, `${path}.`) : [{ path, value }];
  });
}

/** Comments, substitutions, strings, punctuation and words of HOCON: https://github.com/lightbend/config/blob/main/HOCON.md. */
const tokens = /#[^\n]*|\/\/[^\n]*|\$\{[^}]*\}|"""[^]*?"""|"(?:\\.|[^"\\])*"|[{}[\],:=\n]|[^\s{}[\],:="#]+/g;

/** The settings in HOCON text. Of values, only words and empty lists are read. Files that the text includes are not. */
export function textSettings(text: string): RawSetting[] {
  const words = (text.match(tokens) ?? []).filter((token) => !/^(#|\/\/)/.test(token));
  const found: RawSetting[] = [];
  const scopes = [""];
  let key = "";
  let setting: RawSetting | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === "{") {
      scopes.push(pathIn(scopes, key));
      [key, setting] = ["", undefined];
    } else if (word === "}" || word === ",") {
      if (word === "}" && scopes.length > 1) {
        scopes.pop();
      }
      [key, setting] = ["", undefined];
    } else if (word === "\n") {
      if (nextWord(words, index) !== "{" && (setting === undefined || setting.value !== undefined)) {
        [key, setting] = ["", undefined];
      }
    } else if (word === "[") {
      const end = endOfList(words, index);
      if (setting) {
        setting.value ??= words.slice(index + 1, end).every((inner) => inner === "\n") ? [] : "a list";
      }
      index = end;
    } else if ((word === "=" || word === ":") && setting === undefined) {
      setting = { path: pathIn(scopes, key) };
      if (nextWord(words, index) !== "{") {
        found.push(setting);
      }
    } else if (setting) {
      setting.value ??= word;
    } else {
      key += word.replaceAll('"', "");
    }
  }
  return found;
}

function pathIn(scopes: string[], key: string): string {
  return [scopes[scopes.length - 1], ...key.replace(/\+$/, "").split(".")].filter(Boolean).join(".");
}

function nextWord(words: string[], index: number): string | undefined {
  return words.slice(index + 1).find((word) => word !== "\n");
}

/** The index of the bracket that closes a list. */
function endOfList(words: string[], start: number): number {
  let depth = 0;
  for (let index = start; index < words.length; index++) {
    depth += words[index] === "[" ? 1 : words[index] === "]" ? -1 : 0;
    if (depth === 0) {
      return index;
    }
  }
  return words.length;
}
