import { isMap } from "../emqx/hocon";
import { isString, type Report } from "./checks";
import { isReadable } from "./rules/formats";
import { check } from "./rules/rule";

/** Reports names and values that EMQX cannot read from its configuration. */
export function checkSettings(settings: object, path: string, report: Report): void {
  for (const [key, value] of Object.entries(settings)) {
    const at = `${path}.${key}`;
    if (!key.split(".").every(isSettingName)) {
      report(
        at,
        "must be a name, or names separated by single dots, without control characters, line breaks and tabs, and without a " +
          "backslash at the end",
      );
    }
    checkSetting(value, at, report);
  }
}

/** Reports a value that EMQX cannot read from its configuration. */
export function checkSetting(value: unknown, path: string, report: Report): void {
  if (Array.isArray(value)) {
    // `Array.from` includes the gaps of a sparse list.
    Array.from(value).forEach((entry, index) => checkSetting(entry, `${path}[${index}]`, report));
  } else if (isMap(value)) {
    checkSettings(value, path, report);
  } else if (isString(value)) {
    checkReadable(value, path, report);
  } else if (typeof value !== "boolean" && !Number.isFinite(value)) {
    report(path, "must be a string, a number, true, false, a list or an object", value);
  }
}

/** Reports text with characters that EMQX cannot read. Values of other types are reported elsewhere. */
export function checkReadable(text: unknown, path: string, report: Report): void {
  const isAccepted = (given: unknown) => !isString(given) || isReadable(given);
  check(text, isAccepted, path, "text without control characters: EMQX cannot read them", report);
}

/** A trailing backslash would escape the closing quote. */
function isSettingName(name: string): boolean {
  return name !== "" && isReadable(name) && !/[\n\r\t]|\\$/.test(name);
}
