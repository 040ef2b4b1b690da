import { map } from "./rules/collections";
import { isLabelValue, isQualifiedName } from "./rules/formats";
import { check, type Rule } from "./rules/rule";
import { anyString, text } from "./rules/scalars";

const ownLabels = ["name", "instance", "component", "managed-by"].map(
  (label) => `app.kubernetes.io/${label}`,
);

const labelMap = map(text(isLabelValue, "at most 63 letters, digits, -, _ and ."));
const annotationMap = map(anyString);

export const labels: Rule<Record<string, string>> = (given, path, report) => {
  const complete = labelMap(given, path, report);
  for (const key of Object.keys(complete)) {
    check(key, isQualifiedName, `${path}.${key}`, "a label name such as example.com/team", report);
    if (ownLabels.includes(key)) {
      report(
        `${path}.${key}`,
        "set by the component, which selects its pods by this label; use another name",
      );
    }
  }
  return complete;
};

export const annotations: Rule<Record<string, string>> = (given, path, report) => {
  const complete = annotationMap(given, path, report);
  for (const key of Object.keys(complete)) {
    check(key, isQualifiedName, `${path}.${key}`, "an annotation name such as example.com/note", report);
  }
  return complete;
};
