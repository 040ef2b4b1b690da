import { hocon, isMap } from "./hocon";
import { type ReleaseLine, isFrom } from "./releaseLine";

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

  isReadFromFile({ version }: ReleaseLine): boolean {
    return this.readsFileFrom !== undefined && isFrom(version, this.readsFileFrom);
  }
}

/** A setting whose value is a map with secret values, which no release reads from files. */
export class SecretMap {
  constructor(readonly values: Record<string, string | SecretKey>) {}
}

/** Settings in EMQX's names. Leaves are plain values, or values of these classes. Undefined values are omitted. */
export type SettingTree = Record<string, unknown>;

/** The settings of a backend that can be secret, and that a variable sets. */
export const secretFields = ["secret", "password", "headers"];

/** Where the pods find secrets: in files of one directory, and in variables. */
export interface SecretPlaces {
  /** The keys by file name. */
  files: Record<string, SecretKey>;
  /** The values of EMQX's variables. */
  variables: Record<string, SecretVariable>;
}

/** All places in one. */
export function joinPlaces(all: SecretPlaces[]): SecretPlaces {
  return {
    files: Object.assign({}, ...all.map(({ files }) => files)) as SecretPlaces["files"],
    variables: Object.assign({}, ...all.map(({ variables }) => variables)) as SecretPlaces["variables"],
  };
}

/** A variable in HOCON. Kubernetes replaces `$(NAME)` in its text by the key of that name. */
export interface SecretVariable {
  text: string;
  secrets: Record<string, SecretKey>;
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
      places.variables[variable] = secretVariable(value.secret, variable);
    } else if (value instanceof SecretMap) {
      places.variables[variable] = secretMap(value, variable);
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

/** Secret text between three quotes, where HOCON reads all characters as they are. */
function secretVariable(secret: SecretKey, variable: string): SecretVariable {
  const name = variable.replace(/^EMQX_/, "SECRET_");
  return { text: `"""$(${name})"""`, secrets: { [name]: secret } };
}

/** The whole map: seen with 5.8.9, EMQX ignores a variable for a single entry of a map such as `headers`. */
function secretMap({ values }: SecretMap, variable: string): SecretVariable {
  const members = Object.entries(values).map(([key, value], index) => {
    const { text, secrets } =
      typeof value === "string"
        ? { text: hocon(value.replaceAll("$(", () => "$$(")), secrets: {} }
        : secretVariable(value, `${variable}_${index + 1}`);
    return { text: `${hocon(key)} = ${text}`, secrets };
  });
  return {
    text: `{\n${members.map(({ text }) => text).join("\n")}\n}`,
    secrets: Object.assign({}, ...members.map(({ secrets }) => secrets)) as SecretVariable["secrets"],
  };
}

/** `EMQX_AUTHENTICATION__1__SSL__CACERTFILE` as `authentication-1-ssl-cacertfile`. */
function fileName(variable: string): string {
  return variable
    .replace(/^EMQX_/, "")
    .toLowerCase()
    .replaceAll(/_+/g, "-");
}
