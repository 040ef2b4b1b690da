import { isMap } from "../emqx/hocon";
import { expect, isReadable, isString, type Report } from "./checks";

/** Reports names and values that EMQX cannot read from its configuration. */
export function checkSettings(settings: object, path: string, report: Report): void {
  for (const [key, value] of Object.entries(settings)) {
    const at = `${path}.${key}`;
    if (!key.split(".").every(isSettingName)) {
      report(
        at,
        "accepted: a name, or names separated by single dots, without control characters, line breaks and tabs, and without a " +
          "backslash at the end",
      );
    }
    checkSetting(value, at, report);
  }
}

/** Reports a value that EMQX cannot read from its configuration. */
export function checkSetting(value: unknown, path: string, report: Report): void {
  if (Array.isArray(value)) {
    // By index, as a list may have gaps.
    Array.from(value).forEach((entry, index) => checkSetting(entry, `${path}[${index}]`, report));
  } else if (isMap(value)) {
    checkSettings(value, path, report);
  } else if (isString(value)) {
    checkReadable(value, path, report);
  } else if (typeof value !== "boolean" && !Number.isFinite(value)) {
    report(path, "accepted: text as a string, a number, true, false, a list or an object", value);
  }
}

/** Reports text with characters that EMQX cannot read. What is no text is reported elsewhere. */
export function checkReadable(text: unknown, path: string, report: Report): void {
  const isAccepted = (given: unknown) => !isString(given) || isReadable(given);
  expect(text, isAccepted, path, "text without control characters, which EMQX cannot read", report);
}

/** A backslash before the closing quote would escape it, as other quotes follow on the line. */
function isSettingName(name: string): boolean {
  return name !== "" && isReadable(name) && !/[\n\r\t]|\\$/.test(name);
}
