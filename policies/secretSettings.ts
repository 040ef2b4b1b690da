import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isEmqx, isKind, type KubernetesObject } from "./kubernetes";

/** Ends of names that EMQX itself hides in logs: apps/emqx_utils/src/emqx_utils_redact.erl. */
const sensitive =
  "password|passwd|passcode|secret|token|api_key|account_key|private_key|secret_key|access_key";
const name = `(?:\\w*(?:${sensitive})|cookie)`;
const variable = new RegExp(`^EMQX_(?:.*_)?(?:${name}|LICENSE__KEY)$`, "i");
const value = `("(?:[^"\\\\]|\\\\.)*"|[^\\s,{}[\\]#]+)`;
const setting = new RegExp(`(?<=^|[\\s,{."])(${name})"?\\s*[:=]\\s*${value}`, "gim");
const licenseKey = new RegExp(
  `(?<=\\blicense"?\\s*(?:\\.|[:=]?\\s*\\{[^}]*))"?\\b(key)"?\\s*[:=]\\s*${value}`,
  "gi",
);

/** The settings of an object that hold a secret in clear text: a variable, or a file and its setting. */
function secretsInClearText(type: string, object: KubernetesObject): string[] {
  if (isKind(type, "ConfigMap")) return [...inVariables(object), ...inFiles(object)];
  return type.startsWith("kubernetes:") ? inContainers(object) : [];
}

function inVariables({ data = {} }: KubernetesObject): string[] {
  return Object.keys(data).filter((key) => variable.test(key) && isSecret(data[key]));
}

function inFiles(object: KubernetesObject): string[] {
  const files = Object.entries(isEmqx(object) ? (object.data ?? {}) : {});
  return files
    .filter(([file]) => /\.(?:conf|hocon)$/.test(file))
    .flatMap(([file, text]) =>
      [setting, licenseKey].flatMap((pattern) =>
        [...withoutComments(text).matchAll(pattern)]
          .filter(([, , found]) => isSecret(found))
          .map(([, key]) => `${file} (${pattern === licenseKey ? "license." : ""}${key})`),
      ),
    );
}

function inContainers({ spec }: KubernetesObject): string[] {
  const { containers = [], initContainers = [] } = spec?.template?.spec ?? {};
  return [...containers, ...initContainers]
    .flatMap(({ env = [] }) => env)
    .filter((entry) => variable.test(entry.name) && entry.value !== undefined && isSecret(entry.value))
    .map((entry) => entry.name);
}

function withoutComments(text: string): string {
  return text.replace(/^\s*(?:#|\/\/).*$/gm, "");
}

/** Whether a value can be a secret: not empty, no switch, and no reference to a file or to a variable. */
function isSecret(text: string): boolean {
  const plain = text.replace(/^("""|")(.*)\1$/, "$2");
  return plain !== "" && !/^(?:true|false|file:\/\/.*|\$[({].*[)}])$/.test(plain);
}

export const secretSettings: ResourceValidationPolicy = {
  name: "emqx-no-secrets-in-clear-text",
  description: "Settings of EMQX that hold secrets must not be in ConfigMaps or in pods.",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Store the value in a Secret. With the component, use secretEnv, envFromSecrets or license.",
  configSchema: {
    properties: {
      allowed: {
        type: "array",
        items: { type: "string" },
        description: "Variables, and settings in files, that may hold such values.",
      },
    },
  },
  validateResource: (args, report) => {
    const { allowed = [] } = args.getConfig<{ allowed?: string[] }>();
    for (const found of secretsInClearText(args.type, args.props)) {
      if (!allowed.includes(found)) {
        report(
          `${found} holds a secret in clear text. Store it in a Secret: secretEnv, envFromSecrets or license.`,
        );
      }
    }
  },
};
