import type { types } from "@pulumi/kubernetes";
import { groupBy, inSameNamespace, type Manifest, namespaceOf, ofKind } from "./manifests";
import { boxId, joined, type Line, objectLine, type Part } from "./picture";
import { type Workload, workloadsOf } from "./workloads";

type Certificate = Manifest<{ secretName?: string }>;

/** The ConfigMaps and Secrets that pods read: one box for all that the same workloads read. */
export function drawFiles(manifests: Manifest[]): Part {
  const reads = workloadsOf(manifests).flatMap((workload) =>
    filesOf(workload).map((file) => ({ workload, file })),
  );
  const readsOfEach = [...groupBy(reads, ({ file }) => boxId(file)).values()];
  const readersOf = (same: typeof reads) => same.map(({ workload }) => workload);
  const groups = groupBy(readsOfEach, (same) => readersOf(same).map(boxId).join("_"));
  return joined(
    [...groups].map(([key, group]) => {
      const files = group.map(([{ file }]) => file);
      return drawGroup(manifests, `files_of_${key}`, readersOf(group[0]), files);
    }),
  );
}

function drawGroup(manifests: Manifest[], id: string, readers: Workload[], files: Manifest[]): Part {
  const certificates = ofKind<Certificate>(manifests, "Certificate");
  const issuersOf = (file: Manifest) =>
    certificates.filter(
      (certificate) =>
        file.kind === "Secret" &&
        inSameNamespace(certificate, file) &&
        certificate.spec.secretName === file.metadata.name,
    );
  const lines = files.flatMap((file): Line[] => [
    objectLine(file),
    ...issuersOf(file).map(({ metadata }) => ({ text: `from Certificate ${metadata.name}` })),
  ]);
  const ids = files.map(boxId);
  return {
    boxes: [{ id, shape: "object", lines }],
    arrows: readers.map((reader) => ({
      from: boxId(reader),
      to: id,
      label: ["reads"],
      meaning: "reference",
    })),
    shown: [...manifests.filter((manifest) => ids.includes(boxId(manifest))), ...files.flatMap(issuersOf)],
  };
}

/** The ConfigMaps and Secrets that pods read, each once; they need not be among the manifests. */
function filesOf(workload: Workload): Manifest[] {
  const { containers, initContainers, volumes } = workload.spec.template.spec;
  const all = [...(initContainers ?? []), ...containers];
  const env = all.flatMap((container) => container.env ?? []);
  const envFrom = all.flatMap((container) => container.envFrom ?? []);
  const sources = (volumes ?? []).flatMap((volume) => [volume, ...(volume.projected?.sources ?? [])]);
  const configMaps = [
    ...envFrom.map(({ configMapRef }) => configMapRef?.name),
    ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ...sources.map(({ configMap }) => configMap?.name),
  ];
  const secrets = [
    ...envFrom.map(({ secretRef }) => secretRef?.name),
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...sources.map(({ secret }) => secretName(secret)),
  ];
  const named = (kind: string, names: (string | undefined)[]) =>
    [...new Set(names)].flatMap((name): Manifest[] =>
      name === undefined
        ? []
        : [{ apiVersion: "v1", kind, metadata: { name, namespace: namespaceOf(workload) }, spec: undefined }],
    );
  return [...named("ConfigMap", configMaps), ...named("Secret", secrets)];
}

/** A volume and a source of a projected volume have the name in different fields. */
function secretName(
  secret: types.output.core.v1.SecretVolumeSource | types.output.core.v1.SecretProjection | undefined,
): string | undefined {
  return secret && ("secretName" in secret ? secret.secretName : (secret as { name?: string }).name);
}
