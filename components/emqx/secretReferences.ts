import { isMap } from "./hocon";
import type { ReleaseLine } from "./releaseLine";

/** One key of an existing Secret. */
export interface SecretKey {
  name: string;
  key: string;
}

/** A setting whose value is the path of a file, and the key with the file's content. */
export class SecretFile {
  constructor(readonly secret: SecretKey) {}
}

/** A setting whose value is secret text. */
export class SecretText {
  /**
   * @param secret The key with the text.
   * @param readsFileFrom The first minor release of 5.x whose setting also accepts a `file://` URL. Such a file is read again each time the
   *   value is needed, so that a changed Secret requires no restart. Undefined if no release does.
   */
  constructor(
    readonly secret: SecretKey,
    private readonly readsFileFrom?: number,
  ) {}

  isReadFromFile({ version: { major, minor } }: ReleaseLine): boolean {
    return this.readsFileFrom !== undefined && (major > 5 || (major === 5 && minor >= this.readsFileFrom));
  }
}

/** Settings in EMQX's names. Leaves are plain values, `SecretFile` and `SecretText`. Undefined values are omitted. */
export type SettingTree = Record<string, unknown>;

/** Where the pods find secrets: in files of one directory, and in variables. */
export interface SecretPlaces {
  /** The keys by file name. */
  files: Record<string, SecretKey>;
  /** The keys by EMQX variable. */
  variables: Record<string, SecretKey>;
}

/** The mount path of secrets for authentication and authorization. */
export const accessDirectory = "/etc/emqx/access";

/**
 * The settings without their secrets, and the places of these. EMQX merges a variable such as `EMQX_AUTHENTICATION__1__SECRET` into the
 * first entry of the list in `EMQX_AUTHENTICATION`: seen with hocon 0.39.16 (EMQX 5.1) and 0.45.9 (5.8.9).
 *
 * @param prefix The variable of the settings, such as `EMQX_AUTHENTICATION__1`.
 */
export function placeSecrets(
  line: ReleaseLine,
  prefix: string,
  tree: SettingTree,
): { settings: Record<string, unknown>; places: SecretPlaces } {
  const places: SecretPlaces = { files: {}, variables: {} };
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(tree)) {
    const variable = `${prefix}__${name.toUpperCase()}`;
    if (value instanceof SecretFile || (value instanceof SecretText && value.isReadFromFile(line))) {
      const file = fileName(variable);
      places.files[file] = value.secret;
      settings[name] = `${value instanceof SecretText ? "file://" : ""}${accessDirectory}/${file}`;
    } else if (value instanceof SecretText) {
      places.variables[variable] = value.secret;
    } else if (isMap(value)) {
      const inner = placeSecrets(line, variable, value);
      settings[name] = inner.settings;
      Object.assign(places.files, inner.places.files);
      Object.assign(places.variables, inner.places.variables);
    } else if (value !== undefined) {
      settings[name] = value;
    }
  }
  return { settings, places };
}

/** `EMQX_AUTHENTICATION__1__SSL__CACERTFILE` as `authentication-1-ssl-cacertfile`. */
function fileName(variable: string): string {
  return variable
    .replace(/^EMQX_/, "")
    .toLowerCase()
    .replaceAll(/_+/g, "-");
}
