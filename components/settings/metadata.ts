import { expect, expectMap, expectStrings, isLabelValue, isQualifiedName, type Report } from "./checks";

const ownLabels = ["name", "instance", "component", "managed-by"].map(
  (label) => `app.kubernetes.io/${label}`,
);

export function resolveLabels(
  value: Record<string, string>,
  report: Report,
  path = "labels",
): Record<string, string> {
  const labels = expectMap(value, path, report);
  for (const [key, text] of Object.entries(labels)) {
    expect(key, isQualifiedName, `${path}.${key}`, "a label name such as example.com/team", report);
    expect(text, isLabelValue, `${path}.${key}`, "at most 63 letters, digits, -, _ and .", report);
    if (ownLabels.includes(key)) {
      report(
        `${path}.${key}`,
        "set by the component, which selects its pods by this label; use another name",
      );
    }
  }
  return labels;
}

export function resolveAnnotations(
  value: Record<string, string>,
  path: string,
  report: Report,
): Record<string, string> {
  const annotations = expectMap(value, path, report);
  for (const key of Object.keys(annotations)) {
    expect(key, isQualifiedName, `${path}.${key}`, "an annotation name such as example.com/note", report);
  }
  expectStrings(annotations, path, report);
  return annotations;
}
