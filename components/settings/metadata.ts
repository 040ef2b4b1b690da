import { expect, expectStrings, isLabelValue, isQualifiedName, type Report } from "./checks";

const ownLabels = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by"];

export function resolveLabels(labels: Record<string, string>, report: Report): Record<string, string> {
  for (const [key, value] of Object.entries(labels)) {
    expect(key, isQualifiedName, `labels.${key}`, "a label's name such as example.com/team", report);
    expect(value, isLabelValue, `labels.${key}`, "at most 63 letters, digits, -, _ and .", report);
    if (ownLabels.includes(key)) {
      report(`labels.${key}`, "set by the component, which finds its pods by it");
    }
  }
  return labels;
}

export function resolveAnnotations(
  annotations: Record<string, string>,
  path: string,
  report: Report,
): Record<string, string> {
  for (const key of Object.keys(annotations)) {
    expect(key, isQualifiedName, `${path}.${key}`, "an annotation's name such as example.com/note", report);
  }
  expectStrings(annotations, path, report);
  return annotations;
}
