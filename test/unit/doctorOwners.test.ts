import { expect } from "chai";
import type { OwnedObject } from "../../components/doctor/fieldOwners";
import { findings, kubectlPrefix } from "./support/doctor";

type Owner = NonNullable<OwnedObject["metadata"]["managedFields"]>[number];

const port = (number: number, ...fields: string[]) => ({
  "f:spec": {
    "f:ports": {
      ".": {},
      [`k:{"port":${number},"protocol":"TCP"}`]: Object.fromEntries(
        [".", ...fields].map((field) => [field, {}]),
      ),
    },
  },
});
const pulumi: Owner = {
  manager: "pulumi-kubernetes-1a2b3c4d",
  operation: "Apply",
  fieldsV1: {
    ...port(1883, "f:name", "f:port"),
    "f:metadata": { "f:labels": { "f:app.kubernetes.io/name": {} }, "f:finalizers": { 'v:"a"': {} } },
  },
};
const helm: Owner = {
  manager: "helm",
  operation: "Update",
  fieldsV1: port(1883, "f:name", "f:port", "f:targetPort"),
};

const service = (...managedFields: Owner[]): OwnedObject => ({
  kind: "Service",
  metadata: { name: "emqx", managedFields },
});

describe("emqx-doctor on field owners", () => {
  it("reports another manager of fields that the component sets, with a command that releases them", async () => {
    const [finding, ...others] = await findings({ objects: [service(pulumi, helm)] });
    expect(others).to.deep.equal([]);
    expect(finding).to.include({ severity: "warning", subject: "service emqx" });
    expect(finding.problem)
      .to.match(/^helm also owns fields that Pulumi sets/)
      .and.include(": spec.ports[port=1883,protocol=TCP].name, and 1 more");
    expect(finding.advice).to.include(
      `${kubectlPrefix} patch service emqx --type=json --patch='[` +
        '{"op":"test","path":"/metadata/managedFields/1/manager","value":"helm"},' +
        '{"op":"replace","path":"/metadata/managedFields/1/manager","value":"kubectl-helm"}]\'',
    );
  });

  const shared: [path: string, fieldsV1: object][] = [
    [
      "metadata.labels.app.kubernetes.io/name",
      { "f:metadata": { "f:labels": { "f:app.kubernetes.io/name": {} } } },
    ],
    ['metadata.finalizers["a"]', { "f:metadata": { "f:finalizers": { 'v:"a"': {} } } }],
  ];
  for (const [path, fieldsV1] of shared) {
    it(`prints the path ${path} in readable form`, async () => {
      const flux = { manager: "kustomize-controller", operation: "Apply", fieldsV1 } as Owner;
      const [{ problem }] = await findings({ objects: [service(pulumi, flux)] });
      expect(problem.split(": ")[1]).to.equal(path);
    });
  }

  const harmless: [title: string, owner: Owner][] = [
    ["fields that Pulumi does not set", { ...helm, fieldsV1: port(8883, "f:name") }],
    ["the status", { ...helm, subresource: "status" }],
    ["fields that the provider takes over from kubectl", { ...helm, manager: "kubectl-client-side-apply" }],
    [
      "fields from before the first apply, which the provider takes over",
      { ...helm, manager: "before-first-apply" },
    ],
    ["fields that belong to a controller of Kubernetes", { ...helm, manager: "kube-controller-manager" }],
  ];
  for (const [title, owner] of harmless) {
    it(`ignores managers of ${title}`, async () => {
      expect(await findings({ objects: [service(pulumi, owner)] })).to.deep.equal([]);
    });
  }

  it("ignores resources that Pulumi does not manage, or without managed fields", async () => {
    const objects = [service(helm), { kind: "Service", metadata: { name: "emqx" } }];
    expect(await findings({ objects })).to.deep.equal([]);
  });

  it("warns if it could not read the field owners", async () => {
    const [finding] = await findings({ objects: undefined });
    expect(finding).to.include({ subject: "field owners", problem: "could not be read" });
  });
});
